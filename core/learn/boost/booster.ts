import * as v from 'valibot';
import { EiderError } from '../../errors';
import { checkColumns, checkLength } from '../checks';
import { BLOCK_ROWS } from '../kernels/walk';
import { shapeOf, type FeatureMatrix } from '../matrix';
import { nameOf, outputsOf, type BoosterModel } from './booster-model';
import { dumpTrees, type DumpOptions } from './dump';
import { flattenTrees, type FlatForest } from './flat-forest';
import { importanceOf, type ImportanceKind } from './importance';
import { baseMargin, predictionsOf, predictionsPerRow } from './link';
import { readModelDocument, writeModelDocument } from './model-json';
import { parseModelText, writeModelText } from './model-text';
import type { TreeRange } from './forest-walker';
import { addMargins, leavesOf } from './predict';
import { blockOf } from './row-block';
import { expectedValue, shapTree, TreeShap } from './shap';
import { looksLikeUbjson, parseUbjson, writeUbjson } from './ubjson';

/** The attribute that holds the parameters, as JSON. */
const PARAMETERS = 'eider_parameters';

/** Iterations `begin` to `end` (not included), as in XGBoost: an end of 0 is that of the model. */
export type IterationRange = readonly [begin: number, end: number];

export interface PredictOptions {
  /** Predict the sum of the leaves before the objective makes a probability or a rate of it. */
  readonly outputMargin?: boolean;
  readonly iterationRange?: IterationRange;
  /** Replaces the base score: one margin for each row, or for each row and class. */
  readonly baseMargin?: ArrayLike<number>;
  /** Threads for many rows; all processors unless said otherwise. */
  readonly nthread?: number;
}

/**
 * A gradient-boosted model in XGBoost's own form (Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System", 2016),
 * trained here or there: its stored JSON and UBJSON are XGBoost's, read and written both ways, and its predictions are
 * XGBoost's to the last bit of the margin. Immutable.
 *
 * Missing is NaN, and in a sparse matrix also what is not stored; a stored 0 is a 0.
 */
export class Booster {
  readonly model: BoosterModel;
  #forest: FlatForest | null = null;

  constructor(model: BoosterModel) {
    this.model = model;
  }

  /** Margins of a row: 1, or one for each class or target. */
  get outputs(): number {
    return outputsOf(this.model);
  }

  /** Rounds of boosting. */
  get iterations(): number {
    return this.model.iterationStarts.length - 1;
  }

  /** Iteration that was best on the data for early stopping, from 0; null without. */
  get bestIteration(): number | null {
    return numberIn(this.model.attributes['best_iteration']);
  }

  /** Metric of that iteration; null without. */
  get bestScore(): number | null {
    return numberIn(this.model.attributes['best_score']);
  }

  /** What it was trained with, where that is known: XGBoost stores no parameters, Eider keeps them as an attribute. */
  get parameters(): Readonly<Record<string, unknown>> {
    return readParametersText(this.model.attributes[PARAMETERS]);
  }

  /** The same with the parameters it was trained with. */
  withParameters(parameters: Readonly<Record<string, unknown>>): Booster {
    return this.withAttributes({ ...this.model.attributes, [PARAMETERS]: JSON.stringify(parameters) });
  }

  /**
   * Predictions as 32-bit floats, rows × outputs: of a multi-class model the probability of each class, with
   * `multi:softmax` only the class. All iterations count, also those after the best one, unless `iterationRange` says which.
   * Throws `features_mismatch` for other columns, `features_invalid` for an infinite value.
   */
  predict(features: FeatureMatrix, options: PredictOptions = {}): Float32Array {
    const { name } = this.model.objective;
    const margins = this.#margins(features, options);
    return options.outputMargin === true ? margins : predictionsOf(name, margins, this.outputs);
  }

  /** How many numbers {@link predict} gives for a row. */
  get predictionsPerRow(): number {
    return predictionsPerRow(this.model.objective.name, this.outputs);
  }

  /** The leaf each row reaches in each tree, as the number of its node: rows × trees of the iterations. */
  predictLeaf(features: FeatureMatrix, options: Pick<PredictOptions, 'iterationRange' | 'nthread'> = {}): Int32Array {
    this.#checkFeatures(features);
    return leavesOf(this.#flat(), features, this.#trees(options.iterationRange), options.nthread);
  }

  /**
   * How much each feature contributes to the margin of each row (TreeSHAP, see shap.ts): rows × outputs × (features + 1),
   * the last being what is predicted without knowing the row. They add up to the margin.
   * Takes 4 bytes for each of these numbers, whether features are sparse or not: give it few rows of a wide matrix at a time.
   */
  predictContributions(
    features: FeatureMatrix,
    options: Pick<PredictOptions, 'iterationRange' | 'baseMargin'> = {},
  ): Float32Array {
    this.#checkFeatures(features);
    const { trees, treeOutputs, treeWeights, numFeature } = this.model;
    const { rows } = shapeOf(features);
    const forest = this.#flat();
    const range = this.#trees(options.iterationRange);
    const width = numFeature + 1;
    const outputs = this.outputs;
    const bias = new Float32Array(outputs);
    for (let tree = range.begin; tree < range.end; tree += 1) {
      const output = treeOutputs[tree] ?? 0;
      const grown = trees[tree];
      if (grown !== undefined) bias[output] = (bias[output] ?? 0) + expectedValue(grown) * (treeWeights?.[tree] ?? 1);
    }
    const asked = trees.slice(range.begin, range.end).map((tree, at) => ({
      ...shapTree(forest, tree, forest.roots[range.begin + at] ?? 0),
      output: treeOutputs[range.begin + at] ?? 0,
    }));
    const shap = new TreeShap(
      forest,
      forest.depths.reduce((most, depth) => Math.max(most, depth), 0),
    );
    const margins = this.#baseMargins(rows, options.baseMargin);
    const contributions = new Float32Array(rows * outputs * width);
    const sums = new Float64Array(outputs * width);
    const block = blockOf(features, forest.features);
    for (let row = 0; row < rows; row += 1) {
      const inBlock = row % BLOCK_ROWS;
      if (inBlock === 0) block.fill(row, Math.min(BLOCK_ROWS, rows - row));
      sums.fill(0);
      for (const tree of asked) shap.addTo(sums, tree.output * width, tree, block.values, inBlock);
      for (let output = 0; output < outputs; output += 1) {
        sums[output * width + numFeature] = (bias[output] ?? 0) + (margins[row * outputs + output] ?? 0);
      }
      contributions.set(sums, row * outputs * width);
    }
    return contributions;
  }

  /** The importance of each feature that a split asks about, by name, as XGBoost's `get_score`. */
  importance(kind: ImportanceKind = 'weight'): Map<string, number> {
    const splits = importanceOf(this.model, 'weight');
    const found = new Map<string, number>();
    for (const [feature, value] of importanceOf(this.model, kind).entries()) {
      if ((splits[feature] ?? 0) > 0) found.set(nameOf(this.model, feature), value);
    }
    return found;
  }

  /** The importance of every feature as a share, as `feature_importances_` of XGBoost's scikit-learn interface. */
  featureImportances(kind: ImportanceKind = 'gain'): Float32Array {
    const scores = importanceOf(this.model, kind);
    const total = scores.reduce((sum, score) => sum + score, 0);
    return total === 0 ? scores : scores.map((score) => score / total);
  }

  /** Each tree in words, as XGBoost's `get_dump`. */
  dump(options: DumpOptions = {}): string[] {
    return dumpTrees(this.model, options);
  }

  /** A booster of iterations `begin` to `end` (not included; 0 is the end). Which iteration was best is not known of it. */
  slice(begin: number, end = 0): Booster {
    const iterations = this.#iterations([begin, end]);
    const range = this.#trees([begin, end]);
    const { trees, treeOutputs, treeWeights, iterationStarts } = this.model;
    const kept = Object.entries(this.model.attributes).filter(([name]) => !/^best_(iteration|score)$/.test(name));
    return new Booster({
      ...this.model,
      attributes: Object.fromEntries(kept),
      trees: trees.slice(range.begin, range.end),
      treeOutputs: treeOutputs.slice(range.begin, range.end),
      treeWeights: treeWeights?.slice(range.begin, range.end) ?? null,
      iterationStarts: iterationStarts.slice(iterations.begin, iterations.end + 1).map((start) => start - range.begin),
    });
  }

  /** The same with other texts beside the model, such as `best_iteration`. */
  withAttributes(attributes: Readonly<Record<string, string>>): Booster {
    return new Booster({ ...this.model, attributes: { ...attributes } });
  }

  /**
   * XGBoost's JSON, as text for its `Booster.load_model`. Store this and not `JSON.stringify` of the booster: there a
   * threshold of 2.0 becomes 2, which XGBoost refuses to read as a float.
   */
  toText(): string {
    return writeModelText(writeModelDocument(this.model));
  }

  /** The same as values, for programs; {@link toText} is for files. */
  toJSON(): unknown {
    return parseModelText(this.toText());
  }

  /** A booster from XGBoost's JSON. Throws `model_damaged`, or `model_unknown` for what is no model of trees. */
  static fromJSON(json: unknown): Booster {
    return new Booster(readModelDocument(json)).#checked();
  }

  /** XGBoost's UBJSON: smaller than JSON, and read and written faster. */
  toUBJSON(): Uint8Array<ArrayBuffer> {
    return writeUbjson(writeModelDocument(this.model));
  }

  /** A booster from XGBoost's UBJSON. Throws as {@link fromJSON}. */
  static fromUBJSON(bytes: Uint8Array): Booster {
    return Booster.fromJSON(parseUbjson(bytes));
  }

  /** A booster from the content of a model file of XGBoost, JSON or UBJSON. Throws as {@link fromJSON}. */
  static load(content: Uint8Array | string): Booster {
    if (typeof content !== 'string' && looksLikeUbjson(content)) return Booster.fromUBJSON(content);
    const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
    let json: unknown;
    try {
      json = parseModelText(text);
    } catch (cause) {
      throw new EiderError(
        {
          code: 'model_damaged',
          message: 'This is no model of XGBoost in JSON or UBJSON, or it is damaged.',
          remedy:
            'Models in the old binary form and pickles are not read: load them in Python and save them with save_model("model.ubj").',
        },
        { cause },
      );
    }
    return Booster.fromJSON(json);
  }

  /** Lays the trees out, which finds what is wrong with them. */
  #checked(): this {
    this.#flat();
    return this;
  }

  #flat(): FlatForest {
    const { trees, numFeature, treeWeights, treeOutputs } = this.model;
    return (this.#forest ??= flattenTrees(trees, numFeature, treeWeights, treeOutputs));
  }

  #margins(features: FeatureMatrix, { iterationRange, baseMargin: given, nthread }: PredictOptions): Float32Array {
    this.#checkFeatures(features);
    const margins = this.#baseMargins(shapeOf(features).rows, given);
    addMargins(this.#flat(), features, this.#trees(iterationRange), margins, nthread);
    return margins;
  }

  #baseMargins(rows: number, given: ArrayLike<number> | undefined): Float32Array {
    const outputs = this.outputs;
    if (given !== undefined) {
      checkLength('The booster', 'base margin', given, rows * outputs);
      return Float32Array.from(given);
    }
    const { objective, baseScore } = this.model;
    const scores = Float32Array.from({ length: outputs }, (_, output) =>
      baseMargin(objective.name, baseScore[output] ?? baseScore[0] ?? 0),
    );
    const margins = new Float32Array(rows * outputs);
    for (let at = 0; at < margins.length; at += outputs) margins.set(scores, at);
    return margins;
  }

  #checkFeatures(features: FeatureMatrix): void {
    checkColumns('The booster', features, this.model.numFeature);
    const { featureNames } = this.model;
    const given = features.featureNames;
    if (featureNames === null || given === null || given === undefined || given === featureNames) return;
    const other = featureNames.findIndex((name, column) => given[column] !== name);
    if (other < 0) return;
    throw new EiderError({
      code: 'features_mismatch',
      message: `Column ${other} is ${given[other] ?? ''}, where the booster was trained on ${featureNames[other] ?? ''}.`,
      remedy: 'Give the columns in the order they had in training.',
    });
  }

  #trees(range: IterationRange = [0, 0]): TreeRange {
    const { begin, end } = this.#iterations(range);
    const { iterationStarts } = this.model;
    return { begin: iterationStarts[begin] ?? 0, end: iterationStarts[end] ?? 0 };
  }

  #iterations([begin, last]: IterationRange): TreeRange {
    const end = last === 0 ? this.iterations : last;
    const isWhole = Number.isInteger(begin) && Number.isInteger(end);
    if (isWhole && begin >= 0 && begin <= end && end <= this.iterations) return { begin, end };
    throw new EiderError({
      code: 'parameter_invalid',
      message: `The booster has ${this.iterations} iterations and was asked for ${begin} to ${last}.`,
      remedy: 'Begin at 0 or more and end, not included, at the number of iterations at most; an end of 0 is all.',
    });
  }
}

function numberIn(text: string | undefined): number | null {
  const number = Number(text ?? '');
  return text === undefined || text === '' || Number.isNaN(number) ? null : number;
}

function readParametersText(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  try {
    return v.parse(v.record(v.string(), v.unknown()), JSON.parse(text));
  } catch {
    return {}; // an attribute of somebody else's; nothing depends on it
  }
}

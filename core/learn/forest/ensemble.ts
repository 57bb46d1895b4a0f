import * as v from 'valibot';
import { checkColumns, checkFinite } from '../checks';
import { readStored } from '../encode/stored';
import { shapeOf, type DenseMatrix, type FeatureMatrix } from '../matrix';
import { importancesOf, outputsOf, type DecisionTree } from './decision-tree';
import { readTrees, storeTrees, treesSchema } from './tree-json';
import { walkTrees } from './walk';

/** What every model of trees was fitted to. */
export interface EnsembleFit {
  readonly trees: readonly DecisionTree[];
  readonly featureCount: number;
  readonly featureNames: readonly string[] | null;
}

/** A model of trees. Immutable. */
export abstract class Ensemble implements EnsembleFit {
  readonly trees: readonly DecisionTree[];
  readonly featureCount: number;
  readonly featureNames: readonly string[] | null;
  /** The name users know the model by. */
  protected abstract readonly model: string;
  protected abstract readonly format: string;
  #importances: Float64Array | null = null;

  protected constructor({ trees, featureCount, featureNames }: EnsembleFit) {
    this.trees = trees;
    this.featureCount = featureCount;
    this.featureNames = featureNames;
  }

  /**
   * How much each feature's splits lower the impurity of the training rows, as shares of 1 (Breiman et al. 1984): high for
   * features of many values even where they tell nothing about other rows.
   */
  get featureImportances(): Float64Array {
    this.#importances ??= importancesOf(this.trees, this.featureCount, this.weighsTreesAlike);
    return this.#importances;
  }

  /** The number of the leaf that each row falls into in each tree: rows × trees. Throws what `predict` does. */
  apply(features: FeatureMatrix): DenseMatrix & { readonly data: Int32Array<ArrayBuffer> } {
    const rows = this.checked(features);
    const trees = this.trees.length;
    const data = new Int32Array(rows * trees);
    walkTrees(this.trees, features, (tree, first, count, leaves) => {
      for (let row = 0; row < count; row += 1) data[(first + row) * trees + tree] = leaves[row] ?? 0;
    });
    return { kind: 'dense', shape: [rows, trees], data };
  }

  /** Whether importances are means of each tree's shares, or of the decreases themselves. */
  protected get weighsTreesAlike(): boolean {
    return true;
  }

  /** Number of the rows, if they can be predicted. */
  protected checked(features: FeatureMatrix): number {
    checkColumns(this.model, features, this.featureCount);
    checkFinite(this.model, features);
    return shapeOf(features).rows;
  }

  protected storedTrees() {
    const [tree] = this.trees;
    return {
      format: this.format,
      version: 1,
      featureCount: this.featureCount,
      featureNames: this.featureNames === null ? null : [...this.featureNames],
      trees: storeTrees(this.trees, tree === undefined ? 1 : outputsOf(tree)),
    };
  }
}

const ensembleEntries = {
  version: v.literal(1),
  featureCount: v.pipe(v.number(), v.integer(), v.minValue(1)),
  featureNames: v.nullable(v.array(v.string())),
  trees: treesSchema,
};

/** What a model stored. Throws `model_damaged` for anything else than its own format with what its schema asks for. */
export function readEnsemble<Entries extends v.ObjectEntries>(
  model: string,
  format: string,
  entries: Entries,
  json: unknown,
): EnsembleFit & v.InferOutput<v.ObjectSchema<Entries, undefined>> {
  const common = readStored(model, v.object({ format: v.literal(format), ...ensembleEntries }), json);
  const own = readStored(model, v.object(entries), json);
  return { ...own, ...common, trees: readTrees(model, common.trees, common.featureCount) };
}

import * as v from 'valibot';
import { EiderError } from '../../errors';
import { iterationStarts, outputsOf, type BoosterModel } from './booster-model';
import { floatText } from './float-text';
import { isObjectiveName, type ModelObjective } from './link';
import { FloatList, isTypedNumbers, type DocumentObject, type ModelDocument } from './model-document';
import { modelKindSchema, modelSchema } from './model-schema';
import { floats, integers, readTree, writeTree } from './tree-json';

/**
 * A model from XGBoost's document, of JSON or UBJSON (versions 1.0 to 3.x).
 * Throws `model_damaged`, and `model_unknown` for a kind of model or an objective that is not read.
 */
export function readModelDocument(document: unknown): BoosterModel {
  checkKind(document);
  const parsed = v.safeParse(modelSchema, document);
  if (!parsed.success) throw damaged('it has not the form of an XGBoost model', v.summarize(parsed.issues));
  const { learner, version } = parsed.output;
  const { gradient_booster: booster, learner_model_param: shape } = learner;
  const stored = booster.gbtree?.model ?? booster.model;
  if (stored === undefined) throw damaged('it has no trees');
  const weights = booster.weight_drop ?? stored.weight_drop;
  const numParallelTree = Math.max(1, stored.gbtree_model_param.num_parallel_tree);
  const outputs = Math.max(1, shape.num_class, shape.num_target);
  const model: BoosterModel = {
    trees: stored.trees.map(readTree),
    treeOutputs: integers(stored.tree_info),
    iterationStarts:
      stored.iteration_indptr === undefined
        ? iterationStarts(stored.trees.length, numParallelTree * outputs)
        : integers(stored.iteration_indptr),
    numParallelTree,
    treeWeights: weights === undefined ? null : floats(weights),
    objective: readObjective(learner.objective),
    baseScore: readBaseScore(shape.base_score),
    boostFromAverage: shape.boost_from_average !== 0,
    numFeature: shape.num_feature,
    numClass: shape.num_class,
    numTarget: shape.num_target,
    featureNames: learner.feature_names.length === 0 ? null : learner.feature_names,
    featureTypes: learner.feature_types.length === 0 ? null : learner.feature_types,
    categories: stored.cats === undefined ? null : readCategories(stored.cats),
    attributes: learner.attributes,
    version: version ?? null,
  };
  checkModel(model);
  return model;
}

function checkKind(document: unknown): void {
  const parsed = v.safeParse(modelKindSchema, document);
  if (!parsed.success) {
    if (typeof document === 'object' && document !== null && 'learner' in document) {
      throw damaged('it does not say what kind of model it is', v.summarize(parsed.issues));
    }
    throw new EiderError({
      code: 'model_damaged',
      message: 'This is not a model of XGBoost: it has no learner.',
      remedy:
        'Save the model with save_model("model.json") or save_model("model.ubj"). A configuration or a dump is no model.',
    });
  }
  const { gradient_booster: booster, objective } = parsed.output.learner;
  if (booster.name !== 'gbtree' && booster.name !== 'dart') {
    throw new EiderError({
      code: 'model_unknown',
      message: `The model is of the booster ${booster.name}; Eider reads gbtree and dart, which are made of trees.`,
      remedy: 'Train it with booster gbtree, or use the linear models of eider/learn.',
    });
  }
  if (isObjectiveName(objective.name)) return;
  throw new EiderError({
    code: 'model_unknown',
    message: `The model was trained for the objective ${objective.name}, which this version does not know.`,
    remedy: 'Predict with it in a Python block, or train it for an objective that is known, such as reg:squarederror.',
  });
}

function readObjective({ name, ...groups }: { name: string } & Record<string, unknown>): ModelObjective {
  if (!isObjectiveName(name)) throw damaged(`its objective is ${name}`);
  const parsed = v.safeParse(v.record(v.string(), v.record(v.string(), v.string())), groups);
  if (!parsed.success) throw damaged('the parameters of its objective are no texts', v.summarize(parsed.issues));
  return { name, groups: parsed.output };
}

/** `5E-1`, or from 3.1 on `[5E-1,2E0]`. */
function readBaseScore(text: string): Float32Array {
  const scores = text.replace(/^\[(.*)\]$/, '$1').split(',');
  const numbers = Float32Array.from(scores, (score) => (score.trim() === '' ? NaN : Number(score)));
  if (numbers.every((score) => Number.isFinite(score))) return numbers;
  throw damaged(`its base score is ${text}`);
}

/** The types of the arrays, which a JSON text does not say; the numbers of their values follow from `type`. */
function readCategories(cats: Record<string, unknown>): DocumentObject {
  const parsed = v.safeParse(categoriesSchema, cats);
  if (!parsed.success) throw damaged('its categories have another form', v.summarize(parsed.issues));
  const { enc, feature_segments: segments, sorted_idx: order } = parsed.output;
  return {
    enc: enc.map(({ type, offsets, values }): DocumentObject => {
      if (type === undefined) return { offsets: integers(offsets), values: Int8Array.from(integers(values)) };
      return { type, values: categoryValues(type, values) };
    }),
    feature_segments: integers(segments),
    sorted_idx: integers(order),
  };
}

const list = v.custom<readonly unknown[]>((value) => Array.isArray(value) || isTypedNumbers(value));
const categoriesSchema = v.object({
  enc: v.array(v.looseObject({ type: v.optional(v.number()), offsets: v.optional(list, []), values: list })),
  feature_segments: list,
  sorted_idx: list,
});

/** XGBoost's numbers of array types: 7 floats, 8 doubles, then integers of 8, 16, 32 and 64 bits, signed and not. */
function categoryValues(type: number, values: readonly unknown[]): ModelDocument {
  const numbers = Array.from(values, Number);
  switch (type) {
    case 7:
      return Float32Array.from(numbers);
    case 8:
      return Float64Array.from(numbers);
    case 9:
      return Int8Array.from(numbers);
    case 10:
      return Uint8Array.from(numbers);
    case 11:
      return Int16Array.from(numbers);
    case 13:
      return Int32Array.from(numbers);
    case 15:
      return BigInt64Array.from(values, (value) => (typeof value === 'bigint' ? value : BigInt(Number(value))));
    default:
      return numbers; // types that UBJSON has not; in JSON they are whole numbers like others
  }
}

function checkModel(model: BoosterModel): void {
  const { trees, treeOutputs, treeWeights, iterationStarts: starts, baseScore, featureNames, featureTypes } = model;
  const outputs = outputsOf(model);
  if (model.numFeature > 2147483647) throw damaged(`it has ${model.numFeature} features`);
  if (treeOutputs.length !== trees.length) throw damaged(`${trees.length} trees have ${treeOutputs.length} classes`);
  if (treeOutputs.some((output) => output < 0 || output >= outputs)) {
    throw damaged(`a tree belongs to none of its ${outputs} classes`);
  }
  if (treeWeights !== null && treeWeights.length !== trees.length) {
    throw damaged(`${trees.length} trees have ${treeWeights.length} weights`);
  }
  const ascend = starts.every((start, at) => at === 0 || start >= (starts[at - 1] ?? 0));
  if (starts[0] !== 0 || starts.at(-1) !== trees.length || !ascend)
    throw damaged('its iterations do not fit its trees');
  if (baseScore.length !== 1 && baseScore.length !== outputs) {
    throw damaged(`it has ${outputs} outputs and ${baseScore.length} base scores`);
  }
  for (const given of [featureNames, featureTypes]) {
    if (given !== null && given.length !== model.numFeature) {
      throw damaged(`it has ${model.numFeature} features and names or types of ${given.length}`);
    }
  }
}

function damaged(fault: string, detail?: string): EiderError {
  return new EiderError({
    code: 'model_damaged',
    message: `The model is damaged: ${fault}.`,
    remedy: 'Save the model again, or run the block that makes it.',
    ...(detail === undefined ? {} : { detail }),
  });
}

/**
 * The document of a model. One without a version is written in the form of 2.1, which XGBoost from 1.7 on reads, or of
 * 3.1 when its outputs have different base scores.
 */
export function writeModelDocument(model: BoosterModel): DocumentObject {
  const scores = [...model.baseScore];
  const isOneScore = scores.every((score) => score === scores[0]);
  const version = model.version ?? (isOneScore ? [2, 1, 0] : [3, 1, 0]);
  const [major, minor] = version;
  const isVector = major > 3 || (major === 3 && minor >= 1);
  const trees = {
    ...(isVector ? { cats: model.categories ?? noCategories } : {}),
    gbtree_model_param: {
      num_parallel_tree: String(model.numParallelTree),
      num_trees: String(model.trees.length),
      ...(major < 2 ? { size_leaf_vector: '0' } : {}),
    },
    ...(major < 2 ? {} : { iteration_indptr: [...model.iterationStarts] }),
    tree_info: [...model.treeOutputs],
    trees: model.trees.map((tree, id) => writeTree(tree, id, model.numFeature, major < 2 ? '0' : '1')),
  };
  return {
    learner: {
      attributes: model.attributes,
      feature_names: model.featureNames ?? [],
      feature_types: model.featureTypes ?? [],
      gradient_booster:
        model.treeWeights === null
          ? { model: trees, name: 'gbtree' }
          : { gbtree: { model: trees, name: 'gbtree' }, name: 'dart', weight_drop: new FloatList(model.treeWeights) },
      learner_model_param: {
        base_score: isVector ? `[${scores.map(floatText).join(',')}]` : floatText(scores[0] ?? 0),
        boost_from_average: model.boostFromAverage ? '1' : '0',
        num_class: String(model.numClass),
        num_feature: String(model.numFeature),
        num_target: String(model.numTarget),
      },
      objective: { name: model.objective.name, ...model.objective.groups },
    },
    version: [...version],
  };
}

const noCategories = { enc: [], feature_segments: new Int32Array(0), sorted_idx: new Int32Array(0) };

import { writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { EiderError } from '../errors';
import { Booster } from './boost/booster';
import { parseModelText } from './boost/model-text';
import { withStoredFile } from './encode/binary-file';
import { DictVectorizer } from './encode/dict-vectorizer';
import { MinMaxScaler } from './encode/min-max-scaler';
import { OneHotEncoder } from './encode/one-hot-encoder';
import { OrdinalEncoder } from './encode/ordinal-encoder';
import { StandardScaler } from './encode/standard-scaler';
import { TargetEncoder } from './encode/target-encoder';
import { DecisionTreeClassifier } from './forest/decision-tree-classifier';
import { DecisionTreeRegressor } from './forest/decision-tree-regressor';
import { ExtraTreesClassifier } from './forest/extra-trees-classifier';
import { ExtraTreesRegressor } from './forest/extra-trees-regressor';
import { GradientBoostingClassifier } from './forest/gradient-boosting-classifier';
import { GradientBoostingRegressor } from './forest/gradient-boosting-regressor';
import { RandomForestClassifier } from './forest/random-forest-classifier';
import { RandomForestRegressor } from './forest/random-forest-regressor';
import { ElasticNet } from './linear/elastic-net';
import { Lasso } from './linear/lasso';
import { LinearRegression } from './linear/linear-regression';
import { LinearSVC } from './linear/linear-svc';
import { LinearSVR } from './linear/linear-svr';
import { LogisticRegression } from './linear/logistic-regression';
import { Ridge } from './linear/ridge';

/** What can be stored, by the `format` that its stored form names; a booster has XGBoost's own form, without one. */
const kinds = {
  'eider.decision_tree_classifier': DecisionTreeClassifier,
  'eider.decision_tree_regressor': DecisionTreeRegressor,
  'eider.dict_vectorizer': DictVectorizer,
  'eider.elastic_net': ElasticNet,
  'eider.extra_trees_classifier': ExtraTreesClassifier,
  'eider.extra_trees_regressor': ExtraTreesRegressor,
  'eider.gradient_boosting_classifier': GradientBoostingClassifier,
  'eider.gradient_boosting_regressor': GradientBoostingRegressor,
  'eider.lasso': Lasso,
  'eider.linear_regression': LinearRegression,
  'eider.linear_svc': LinearSVC,
  'eider.linear_svr': LinearSVR,
  'eider.logistic_regression': LogisticRegression,
  'eider.min_max_scaler': MinMaxScaler,
  'eider.one_hot_encoder': OneHotEncoder,
  'eider.ordinal_encoder': OrdinalEncoder,
  'eider.random_forest_classifier': RandomForestClassifier,
  'eider.random_forest_regressor': RandomForestRegressor,
  'eider.ridge': Ridge,
  'eider.standard_scaler': StandardScaler,
  'eider.target_encoder': TargetEncoder,
} as const;
type Format = keyof typeof kinds;

/** A fitted model that can be stored as an output of kind `model`. */
export type Model = Booster | ReturnType<(typeof kinds)[Format]['fromJSON']>;

const storedModelSchema = v.union([
  v.looseObject({ format: v.string() }),
  v.looseObject({ learner: v.looseObject({}) }),
]);

export function isModel(value: unknown): value is Model {
  return value instanceof Booster || Object.values(kinds).some((kind) => value instanceof kind);
}

/** The `format` that a model's stored form names; null for a booster, whose form is XGBoost's. */
export function formatOf(model: Model): Format | null {
  if (model instanceof Booster) return null;
  const formats = Object.keys(kinds).filter(isFormat);
  return formats.find((format) => model instanceof kinds[format]) ?? null;
}

/** Stores a model as JSON whose `format` names what it is, a booster as XGBoost's `Booster.load_model` reads it. */
export async function writeModel(file: string, model: Model): Promise<void> {
  await writeFile(file, model instanceof Booster ? model.toText() : JSON.stringify(model.toJSON()));
}

/** Reads a stored model. Throws `model_damaged` for a broken file and `model_unknown` for a format of another version. */
export async function readModel(file: string): Promise<Model> {
  const json = parse(file, await withStoredFile(file, (handle) => handle.readFile('utf8')));
  if ('learner' in json) return readBooster(file, json);
  if (isFormat(json.format)) return kinds[json.format].fromJSON(json);
  throw new EiderError({
    code: 'model_unknown',
    message: `The stored model ${file} has the format ${json.format}, which this version does not read.`,
    remedy: 'Run the block that makes it again.',
    file,
  });
}

function isFormat(format: string): format is Format {
  return Object.hasOwn(kinds, format);
}

function readBooster(file: string, json: unknown): Booster {
  try {
    return Booster.fromJSON(json);
  } catch (error) {
    throw error instanceof EiderError ? new EiderError({ ...error.problem, file }, { cause: error }) : error;
  }
}

function parse(file: string, text: string): v.InferOutput<typeof storedModelSchema> {
  try {
    return v.parse(storedModelSchema, parseModelText(text));
  } catch (cause) {
    throw new EiderError(
      {
        code: 'model_damaged',
        message: `The stored model ${file} cannot be read.`,
        remedy: 'Run the block that makes it again.',
        file,
      },
      { cause },
    );
  }
}

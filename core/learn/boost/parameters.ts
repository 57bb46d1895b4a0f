import * as v from 'valibot';
import { EiderError } from '../../errors';
import type { BoosterParameters } from './booster-parameters';
import { numberIn, oneOf, readParameters, wholeNumber } from '../parameters';

export const OBJECTIVES = [
  'reg:squarederror',
  'reg:absoluteerror',
  'reg:pseudohubererror',
  'count:poisson',
  'binary:logistic',
  'multi:softprob',
] as const;
export type ObjectiveName = (typeof OBJECTIVES)[number];

/** One for each feature: 1 where predictions may only rise with it, −1 where they may only fall, 0 where they are free. */
const constraints = v.union([v.array(v.picklist([-1, 0, 1])), v.record(v.string(), v.picklist([-1, 0, 1]))]);

const schema = v.object({
  booster: v.optional(oneOf(['gbtree']), 'gbtree'),
  tree_method: v.optional(oneOf(['auto', 'hist']), 'hist'),
  objective: v.optional(oneOf(OBJECTIVES), 'reg:squarederror'),
  num_class: v.optional(wholeNumber(0), 0),
  eval_metric: v.optional(v.union([v.string(), v.array(v.string())])),
  base_score: v.optional(numberIn(-Infinity, Infinity)),
  eta: v.optional(numberIn(0, 1), 0.3),
  gamma: v.optional(numberIn(0, Infinity), 0),
  max_depth: v.optional(wholeNumber(0), 6),
  max_leaves: v.optional(wholeNumber(0), 0),
  grow_policy: v.optional(oneOf(['depthwise', 'lossguide']), 'depthwise'),
  min_child_weight: v.optional(numberIn(0, Infinity), 1),
  max_delta_step: v.optional(numberIn(0, Infinity)),
  subsample: v.optional(numberIn(0, 1, { above: true }), 1),
  colsample_bytree: v.optional(numberIn(0, 1, { above: true }), 1),
  colsample_bylevel: v.optional(numberIn(0, 1, { above: true }), 1),
  colsample_bynode: v.optional(numberIn(0, 1, { above: true }), 1),
  lambda: v.optional(numberIn(0, Infinity), 1),
  alpha: v.optional(numberIn(0, Infinity), 0),
  max_bin: v.optional(wholeNumber(2, 65534), 256),
  max_cat_to_onehot: v.optional(wholeNumber(1), 4),
  max_cat_threshold: v.optional(wholeNumber(1), 64),
  monotone_constraints: v.optional(
    v.pipe(constraints, v.description('a list of -1, 0 or 1 for each feature, or an object of them by name')),
  ),
  scale_pos_weight: v.optional(numberIn(0, Infinity, { above: true }), 1),
  num_parallel_tree: v.optional(wholeNumber(1), 1),
  huber_slope: v.optional(numberIn(0, Infinity, { above: true }), 1),
  seed: v.optional(wholeNumber(0), 0),
  nthread: v.optional(wholeNumber(0), 0),
});

export type BoostParameters = v.InferOutput<typeof schema>;

/** Other names that XGBoost has for parameters, its scikit-learn interface included. */
const ALIASES: Readonly<Record<string, string>> = {
  learning_rate: 'eta',
  min_split_loss: 'gamma',
  reg_lambda: 'lambda',
  reg_alpha: 'alpha',
  random_state: 'seed',
  n_jobs: 'nthread',
};

/** Parameters of XGBoost's that change nothing here, and so are taken without a word. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'verbosity',
  'silent',
  'validate_parameters',
  'device',
  'sampling_method',
  'disable_default_eval_metric',
]);

/**
 * Parameters of a boosting from what a user gave, named as in XGBoost
 * (https://xgboost.readthedocs.io/en/stable/parameter.html), with its defaults. Throws `parameter_unknown` or
 * `parameter_invalid`.
 */
export function readBoostParameters(given: BoosterParameters): BoostParameters {
  const named: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (WITHOUT_EFFECT.has(name) || value === undefined) continue;
    const proper = ALIASES[name] ?? name;
    if (Object.hasOwn(named, proper)) {
      throw new EiderError({
        code: 'parameter_invalid',
        message: `${proper} of the booster is given twice, once as ${name}.`,
        remedy: `Give ${proper} only.`,
      });
    }
    named[proper] = value === null ? undefined : value;
  }
  const parameters = readParameters('The booster', schema, named);
  const many = parameters.objective === 'multi:softprob';
  if (many !== parameters.num_class >= 2) {
    throw new EiderError({
      code: 'parameter_invalid',
      message: many
        ? 'The objective multi:softprob needs num_class, the number of classes, of 2 or more.'
        : `num_class is ${parameters.num_class}, but the objective ${parameters.objective} knows no classes.`,
      remedy: many ? 'Give num_class; the target then counts classes from 0.' : 'Leave num_class out.',
    });
  }
  return parameters;
}

/** The proper names of the parameters that a user gave and that change something. */
export function givenBoostParameters(given: BoosterParameters): string[] {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(given);
  return entries
    .filter(([name, value]) => value !== undefined && value !== null && !WITHOUT_EFFECT.has(name))
    .map(([name]) => ALIASES[name] ?? name);
}

/** Monotone constraints as one number for each feature, or null where there are none. Throws `parameter_invalid`. */
export function monotoneDirections(
  parameters: BoostParameters,
  featureNames: readonly string[] | null,
  columns: number,
): Int32Array | null {
  const given = parameters.monotone_constraints;
  if (given === undefined) return null;
  const directions = new Int32Array(columns);
  if (Array.isArray(given)) {
    if (given.length !== columns) throw constraintFault(`has ${given.length} entries for ${columns} features`);
    directions.set(given);
  } else {
    for (const [name, direction] of Object.entries(given)) {
      const column = featureNames?.indexOf(name) ?? -1;
      if (column < 0) throw constraintFault(`names the feature ${name}, which there is not`);
      directions[column] = direction;
    }
  }
  return directions.some((direction) => direction !== 0) ? directions : null;
}

function constraintFault(fault: string): EiderError {
  return new EiderError({
    code: 'parameter_invalid',
    message: `monotone_constraints ${fault}.`,
    remedy: 'Give -1, 0 or 1 for each feature in the order of the columns, or an object by the names of features.',
  });
}

/**
 * What is known of each objective apart from its gradients: how a margin becomes a prediction, how a base score becomes a
 * margin, and its group of parameters in XGBoost's model format with their defaults
 * (https://xgboost.readthedocs.io/en/stable/parameter.html, "Learning Task Parameters").
 */
interface Objective {
  readonly link: 'identity' | 'logistic' | 'exponential' | 'softmax' | 'largest' | 'sign';
  readonly baseScore: 'margin' | 'probability' | 'rate';
  readonly group?: string;
  readonly defaults?: Readonly<Record<string, string>>;
}

const regression = { group: 'reg_loss_param', defaults: { scale_pos_weight: '1' } };
const classes = { group: 'softmax_multiclass_param', defaults: { num_class: '2' } };
const ranking = { link: 'identity', baseScore: 'margin' } as const;

const objectives = {
  'reg:squarederror': { link: 'identity', baseScore: 'margin', ...regression },
  'reg:squaredlogerror': { link: 'identity', baseScore: 'margin' },
  'reg:absoluteerror': { link: 'identity', baseScore: 'margin' },
  'reg:pseudohubererror': {
    link: 'identity',
    baseScore: 'margin',
    group: 'pseudo_huber_param',
    defaults: { huber_slope: '1' },
  },
  'reg:quantileerror': { link: 'identity', baseScore: 'margin', group: 'quantile_loss_param' },
  'reg:logistic': { link: 'logistic', baseScore: 'probability', ...regression },
  'reg:gamma': { link: 'exponential', baseScore: 'rate', ...regression },
  'reg:tweedie': {
    link: 'exponential',
    baseScore: 'rate',
    group: 'tweedie_regression_param',
    defaults: { tweedie_variance_power: '1.5' },
  },
  'count:poisson': {
    link: 'exponential',
    baseScore: 'rate',
    group: 'poisson_regression_param',
    defaults: { max_delta_step: '0.699999988' },
  },
  'binary:logistic': { link: 'logistic', baseScore: 'probability', ...regression },
  'binary:logitraw': { link: 'identity', baseScore: 'margin', ...regression },
  'binary:hinge': { link: 'sign', baseScore: 'margin' },
  'multi:softprob': { link: 'softmax', baseScore: 'margin', ...classes },
  'multi:softmax': { link: 'largest', baseScore: 'margin', ...classes },
  'rank:pairwise': ranking,
  'rank:ndcg': ranking,
  'rank:map': ranking,
  'survival:cox': { link: 'exponential', baseScore: 'rate' },
  'survival:aft': { link: 'exponential', baseScore: 'rate' },
} as const satisfies Record<string, Objective>;

export type ObjectiveName = keyof typeof objectives;

export function isObjectiveName(name: string): name is ObjectiveName {
  return Object.hasOwn(objectives, name);
}

/** An objective as the model format has it: its name, and its parameters as texts. */
export interface ModelObjective {
  readonly name: ObjectiveName;
  /** The groups of parameters, such as `reg_loss_param`, as the model has them. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** An objective with the parameters given; those that it has and that are not given have XGBoost's defaults. */
export function modelObjective(name: ObjectiveName, parameters: Readonly<Record<string, number>> = {}): ModelObjective {
  const { group, defaults }: Objective = objectives[name];
  if (group === undefined) return { name, groups: {} };
  const texts: Record<string, string> = { ...defaults };
  for (const [key, value] of Object.entries(parameters)) texts[key] = String(value);
  return { name, groups: { [group]: texts } };
}

/** How many predictions there are for a row of that many margins. */
export function predictionsPerRow(name: ObjectiveName, outputs: number): number {
  return objectives[name].link === 'largest' ? 1 : outputs;
}

/** The margin that a base score stands for, as a 32-bit float: it is given as a prediction (a probability, a rate). */
export function baseMargin(name: ObjectiveName, baseScore: number): number {
  switch (objectives[name].baseScore) {
    case 'margin':
      return Math.fround(baseScore);
    case 'probability':
      return Math.fround(-Math.log(Math.fround(Math.fround(1 / baseScore) - 1)));
    case 'rate':
      return Math.fround(Math.log(baseScore));
  }
}

/**
 * Predictions from margins, rows × outputs. May change `margins`. Each step is rounded to a 32-bit float, as XGBoost does;
 * what is left of a difference is in the last place of the exponential function.
 */
export function predictionsOf(name: ObjectiveName, margins: Float32Array, outputs: number): Float32Array {
  switch (objectives[name].link) {
    case 'identity':
      return margins;
    case 'logistic':
      return each(margins, (margin) => 1 / Math.fround(1 + Math.fround(Math.exp(Math.min(-margin, 88.7)))));
    case 'exponential':
      return each(margins, Math.exp);
    case 'sign':
      return each(margins, (margin) => (margin > 0 ? 1 : 0));
    case 'softmax':
      return softmax(margins, outputs);
    case 'largest':
      return largest(margins, outputs);
  }
}

function each(margins: Float32Array, change: (margin: number) => number): Float32Array {
  for (let at = 0; at < margins.length; at += 1) margins[at] = change(margins[at] ?? 0);
  return margins;
}

function softmax(margins: Float32Array, outputs: number): Float32Array {
  for (let start = 0; start < margins.length; start += outputs) {
    let most = -Infinity;
    for (let at = start; at < start + outputs; at += 1) most = Math.max(most, margins[at] ?? 0);
    let sum = 0;
    for (let at = start; at < start + outputs; at += 1) {
      const share = Math.fround(Math.exp(Math.fround((margins[at] ?? 0) - most)));
      margins[at] = share;
      sum += share;
    }
    sum = Math.fround(sum);
    for (let at = start; at < start + outputs; at += 1) margins[at] = (margins[at] ?? 0) / sum;
  }
  return margins;
}

/** The output with the largest margin for each row, the first among equals. */
function largest(margins: Float32Array, outputs: number): Float32Array {
  const chosen = new Float32Array(margins.length / outputs);
  for (let row = 0; row < chosen.length; row += 1) {
    let best = 0;
    for (let output = 1; output < outputs; output += 1) {
      if ((margins[row * outputs + output] ?? 0) > (margins[row * outputs + best] ?? 0)) best = output;
    }
    chosen[row] = best;
  }
  return chosen;
}

import * as v from 'valibot';
import { EiderError } from '../../errors';
import { numberIn, oneOf, readParameters } from '../parameters';
import { classScores, type ClassScores } from './class-scores';
import { labelsOf, shortList } from './class-labels';
import { checkSamples, labelList, weightEntries, type MetricParameters, type Values } from './samples';

export interface ClassScoreParameters extends MetricParameters {
  /** The classes to score, in this order; all that occur, ascending, unless told. */
  readonly labels?: readonly number[] | null | undefined;
  /** What stands where nothing can be divided, 0 unless told; NaN leaves the class out of a mean. */
  readonly zero_division?: number | undefined;
}

export interface AverageParameters extends ClassScoreParameters {
  /**
   * `binary`, unless told: the score of the positive class; `micro`: of all classes' rows together; `macro`: the mean over
   * the classes; `weighted`: that mean weighted by the classes' rows.
   */
  readonly average?: 'binary' | 'micro' | 'macro' | 'weighted' | undefined;
  /** The positive class of `binary`; 1 unless told. */
  readonly pos_label?: number | undefined;
}

export interface FbetaParameters extends AverageParameters {
  /** How many times as much recall counts as precision. */
  readonly beta: number;
}

const classEntries = {
  ...weightEntries,
  labels: v.optional(v.nullable(labelList), null),
  zero_division: v.optional(v.pipe(v.union([v.literal(0), v.literal(1), v.nan()]), v.description('0, 1 or NaN')), 0),
};
const averageEntries = {
  ...classEntries,
  average: v.optional(oneOf(['binary', 'micro', 'macro', 'weighted']), 'binary'),
  pos_label: v.optional(v.number(), 1),
};
const classSchema = v.object(classEntries);
const averageSchema = v.object(averageEntries);
const betaSchema = v.object({ ...averageEntries, beta: numberIn(0, Infinity) });

type Kind = 'precision' | 'recall' | 'fscore';

/** Share of the rows predicted as a class that are of it. Throws what `checkSamples` does and `parameter_invalid`. */
export function precisionScore(yTrue: Values, yPred: Values, parameters: AverageParameters = {}): number {
  const read = readParameters('precisionScore', averageSchema, { ...parameters });
  return averaged('precisionScore', 'precision', yTrue, yPred, 1, read);
}

/** Share of the rows of a class that are predicted as it. Throws what `checkSamples` does and `parameter_invalid`. */
export function recallScore(yTrue: Values, yPred: Values, parameters: AverageParameters = {}): number {
  const read = readParameters('recallScore', averageSchema, { ...parameters });
  return averaged('recallScore', 'recall', yTrue, yPred, 1, read);
}

/** Harmonic mean of precision and recall. Throws what `checkSamples` does and `parameter_invalid`. */
export function f1Score(yTrue: Values, yPred: Values, parameters: AverageParameters = {}): number {
  return averaged('f1Score', 'fscore', yTrue, yPred, 1, readParameters('f1Score', averageSchema, { ...parameters }));
}

/** Weighted harmonic mean of precision and recall. Throws what `checkSamples` does and `parameter_invalid`. */
export function fbetaScore(yTrue: Values, yPred: Values, parameters: FbetaParameters): number {
  const read = readParameters('fbetaScore', betaSchema, { ...parameters });
  return averaged('fbetaScore', 'fscore', yTrue, yPred, read.beta, read);
}

/**
 * Precision, recall, F1 and number (or weight) of rows of each class, one after the other in the order of `labels`.
 * Throws what `checkSamples` does.
 */
export function precisionRecallFscoreSupport(
  yTrue: Values,
  yPred: Values,
  parameters: ClassScoreParameters = {},
): ClassScores {
  const metric = 'precisionRecallFscoreSupport';
  const { labels, zero_division, sample_weight } = readParameters(metric, classSchema, { ...parameters });
  const weights = checkSamples(metric, yTrue, yPred, sample_weight);
  return classScores(yTrue, yPred, weights, labels ?? labelsOf(yTrue, yPred), 1, zero_division);
}

function averaged(
  metric: string,
  kind: Kind,
  yTrue: Values,
  yPred: Values,
  beta: number,
  parameters: v.InferOutput<typeof averageSchema>,
): number {
  const { average, pos_label, zero_division, sample_weight } = parameters;
  const weights = checkSamples(metric, yTrue, yPred, sample_weight);
  const present = labelsOf(yTrue, yPred);
  if (average === 'binary') checkBinary(metric, present, pos_label);
  const labels = average === 'binary' ? [pos_label] : (parameters.labels ?? present);
  const scores = classScores(yTrue, yPred, weights, labels, beta, zero_division);
  if (average === 'binary') return scores[kind][0] ?? NaN;
  if (average === 'micro') return scores.micro[kind];
  return meanOf(scores[kind], average === 'weighted' ? scores.support : null);
}

/** The mean of what is not NaN; where all weights are 0, all classes count the same. */
export function meanOf(values: Float64Array, weights: Float64Array | null): number {
  const known = [...values.entries()].filter(([, value]) => !Number.isNaN(value));
  const total = weights === null ? 0 : known.reduce((sum, [at]) => sum + (weights[at] ?? 0), 0);
  if (weights === null || total === 0) return known.reduce((sum, [, value]) => sum + value, 0) / known.length;
  return known.reduce((sum, [at, value]) => sum + value * (weights[at] ?? 0), 0) / total;
}

function checkBinary(metric: string, present: readonly number[], positive: number): void {
  if (present.length < 2 || (present.length === 2 && present.includes(positive))) return;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `${metric} cannot take ${positive} as the positive class of ${shortList(present)} with average binary.`,
    remedy: present.length === 2 ? 'Give another pos_label.' : 'Give average: macro, weighted or micro.',
  });
}

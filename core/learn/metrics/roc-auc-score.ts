import * as v from 'valibot';
import { EiderError } from '../../errors';
import { oneOf, readParameters } from '../parameters';
import { labelsOf, shortList } from './class-labels';
import { positiveScores, scoreColumns, wrongColumns, type ScoreColumns, type Scores } from './probabilities';
import { checkBothClasses } from './roc-curve';
import { checkSamples, labelList, weightEntries, type MetricParameters, type Values } from './samples';
import { thresholdCounts } from './threshold-counts';

export interface RocAucParameters extends MetricParameters {
  /**
   * How more than two classes are scored: each against all others (`ovr`), or each pair (`ovo`, Hand and Till 2001, "A simple
   * generalisation of the area under the ROC curve"; it knows no weights). Must be said for more than two.
   */
  readonly multi_class?: 'raise' | 'ovr' | 'ovo' | undefined;
  /** Mean over classes or pairs: `macro`, unless told, or `weighted` by the share of their rows. */
  readonly average?: 'macro' | 'weighted' | undefined;
  /** The class of each column of the scores, ascending, where the rows may lack one. */
  readonly labels?: readonly number[] | null | undefined;
}

const schema = v.object({
  ...weightEntries,
  multi_class: v.optional(oneOf(['raise', 'ovr', 'ovo']), 'raise'),
  average: v.optional(oneOf(['macro', 'weighted']), 'macro'),
  labels: v.optional(v.nullable(labelList), null),
});

const METRIC = 'rocAucScore';

/**
 * Area under the ROC curve: the chance that a positive row has a higher score than another, ties counting half. Of two
 * classes the larger is positive; `yScore` is its score, or what `predictProba` gives. Throws what `checkSamples` does,
 * `parameter_invalid`, and `metric_undefined` when a class has no rows or all of them.
 */
export function rocAucScore(yTrue: Values, yScore: Scores, parameters: RocAucParameters = {}): number {
  const { sample_weight, multi_class, average, labels: given } = readParameters(METRIC, schema, { ...parameters });
  const weights = checkSamples(METRIC, yTrue, null, sample_weight);
  const scored = scoreColumns(METRIC, yScore, yTrue.length);
  const labels = given ?? labelsOf(yTrue);
  if (labels.length <= 2 && scored.columns <= 2) {
    return area(yTrue, positiveScores(METRIC, yScore, yTrue.length), weights, labels.at(-1) ?? NaN);
  }
  checkMulticlass(labels, multi_class, scored, yTrue);
  if (multi_class === 'ovr') return againstOthers(yTrue, scored, weights, labels, average);
  if (sample_weight !== null) {
    throw invalid('sample_weight is given with multi_class ovo, which knows no weights', 'Take multi_class: ovr.');
  }
  return pairwise(yTrue, scored, labels, average);
}

function area(yTrue: Values, scores: Values, weights: Float64Array, positive: number): number {
  const counts = thresholdCounts(yTrue, scores, weights, positive);
  checkBothClasses(METRIC, counts);
  const { falsePositives, truePositives } = counts;
  let doubled = 0;
  let [lastFalse, lastTrue] = [0, 0];
  for (let at = 0; at < falsePositives.length; at += 1) {
    const [alarms = 0, hits = 0] = [falsePositives[at], truePositives[at]];
    doubled += (alarms - lastFalse) * (hits + lastTrue);
    [lastFalse, lastTrue] = [alarms, hits];
  }
  return doubled / 2 / (lastFalse * lastTrue);
}

function againstOthers(
  yTrue: Values,
  scored: ScoreColumns,
  weights: Float64Array,
  labels: readonly number[],
  average: 'macro' | 'weighted',
): number {
  let [sum, total] = [0, 0];
  for (const [at, label] of labels.entries()) {
    let share = 0;
    for (let row = 0; row < weights.length; row += 1) if (yTrue[row] === label) share += weights[row] ?? 0;
    const weight = average === 'macro' ? 1 : share;
    sum += weight * area(yTrue, column(scored, at, yTrue.length), weights, label);
    total += weight;
  }
  return sum / total;
}

function pairwise(
  yTrue: Values,
  scored: ScoreColumns,
  labels: readonly number[],
  average: 'macro' | 'weighted',
): number {
  let [sum, total] = [0, 0];
  for (const [one, first] of labels.entries()) {
    for (const [other, second] of labels.entries()) {
      if (other <= one) continue;
      // the rows of other classes count for nothing here
      const weights = Float64Array.from(yTrue, (label) => (label === first || label === second ? 1 : 0));
      const both =
        (area(yTrue, column(scored, one, yTrue.length), weights, first) +
          area(yTrue, column(scored, other, yTrue.length), weights, second)) /
        2;
      const weight = average === 'macro' ? 1 : weights.reduce((rows, of) => rows + of, 0);
      sum += weight * both;
      total += weight;
    }
  }
  return sum / total;
}

function column({ columns, data }: ScoreColumns, at: number, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + at] ?? NaN);
}

function checkMulticlass(
  labels: readonly number[],
  multiClass: string,
  { columns, data }: ScoreColumns,
  yTrue: Values,
): void {
  if (multiClass === 'raise') throw invalid(`there are ${labels.length} classes`, 'Give multi_class: ovr or ovo.');
  if (columns !== labels.length) throw wrongColumns(METRIC, columns, labels.length);
  if (labels.some((label, at) => at > 0 && label <= (labels[at - 1] ?? 0))) {
    throw invalid(`labels is ${shortList(labels)}`, 'Give the labels ascending, each once.');
  }
  for (let row = 0; row < yTrue.length; row += 1) {
    if (!labels.includes(yTrue[row] ?? NaN)) {
      throw invalid(`row ${row} has the class ${yTrue[row] ?? NaN}, which labels lack`, 'Add it to labels.');
    }
    let sum = 0;
    for (let at = 0; at < columns; at += 1) sum += data[row * columns + at] ?? NaN;
    if (Math.abs(sum - 1) > 1e-5 + 1e-8) {
      throw new EiderError({
        code: 'prediction_invalid',
        message: `${METRIC} was given probabilities that add up to ${sum} in row ${row}.`,
        remedy: 'For more than two classes the scores of a row are probabilities, as predictProba gives them.',
      });
    }
  }
}

function invalid(why: string, remedy: string): EiderError {
  return new EiderError({ code: 'parameter_invalid', message: `${METRIC} cannot be computed: ${why}.`, remedy });
}

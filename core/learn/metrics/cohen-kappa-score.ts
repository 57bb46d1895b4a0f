import * as v from 'valibot';
import { oneOf, readParameters } from '../parameters';
import { labelsOf, placesOfLabels } from './class-labels';
import { countPairs } from './confusion-matrix';
import {
  checkSamples,
  labelList,
  sumOf,
  undefinedMetric,
  weightEntries,
  type MetricParameters,
  type Values,
} from './samples';

export interface CohenKappaParameters extends MetricParameters {
  /** The classes in their order, which matters for `weights`; all that occur, ascending, unless told. */
  readonly labels?: readonly number[] | null | undefined;
  /** How much a disagreement counts: all the same, unless told, or by the `linear` or `quadratic` distance of the classes. */
  readonly weights?: 'linear' | 'quadratic' | null | undefined;
}

const schema = v.object({
  ...weightEntries,
  labels: v.optional(v.nullable(labelList), null),
  weights: v.optional(v.nullable(oneOf(['linear', 'quadratic'])), null),
});

/**
 * Agreement of two raters beyond chance (Cohen 1960, "A coefficient of agreement for nominal scales"): 1 is full agreement,
 * 0 that of chance. Throws what `checkSamples` does, and `metric_undefined` when both always say the same one class.
 */
export function cohenKappaScore(first: Values, second: Values, parameters: CohenKappaParameters = {}): number {
  const metric = 'cohenKappaScore';
  const read = readParameters(metric, schema, { ...parameters });
  const sampleWeights = checkSamples(metric, first, second, read.sample_weight);
  const labels = read.labels ?? labelsOf(first, second);
  const classes = labels.length;
  const counts = countPairs(placesOfLabels(first, labels), placesOfLabels(second, labels), sampleWeights, classes);
  const sums = (of: (one: number, other: number) => number) =>
    labels.map((_, one) => labels.reduce((sum, __, other) => sum + (counts[of(one, other)] ?? 0), 0));
  const firstSums = sums((one, other) => one * classes + other);
  const secondSums = sums((one, other) => other * classes + one);
  const all = sumOf(counts);
  let [seen, expected] = [0, 0];
  for (const [at, count] of counts.entries()) {
    const [one, other] = [Math.floor(at / classes), at % classes];
    const distance = Math.abs(one - other);
    const cost = read.weights === null ? Math.min(distance, 1) : read.weights === 'linear' ? distance : distance ** 2;
    seen += cost * count;
    expected += (cost * (firstSums[one] ?? 0) * (secondSums[other] ?? 0)) / all;
  }
  if (expected > 0) return 1 - seen / expected;
  throw undefinedMetric(metric, 'both always say the same class', 'Give rows with more than one class.');
}

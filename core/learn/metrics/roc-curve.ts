import * as v from 'valibot';
import { readParameters } from '../parameters';
import { positiveLabel } from './class-labels';
import { positiveScores, type Scores } from './probabilities';
import { checkSamples, undefinedMetric, weightEntries, yesOrNo, type MetricParameters, type Values } from './samples';
import { keepPoints, thresholdCounts, type ThresholdCounts } from './threshold-counts';

export interface RocCurveParameters extends MetricParameters {
  /** The positive class; 1 unless told, for classes 0 and 1 or −1 and 1. */
  readonly pos_label?: number | null | undefined;
  /** Whether points on a line between their neighbours are left out, as they are unless told. */
  readonly drop_intermediate?: boolean | undefined;
}

/** Points of a ROC curve, from (0, 0), whose threshold is infinite, to (1, 1). */
export interface RocCurve {
  /** Share of the other classes' rows at or above each threshold. */
  readonly fpr: Float64Array;
  /** Share of the positive rows at or above each threshold. */
  readonly tpr: Float64Array;
  /** Descending. */
  readonly thresholds: Float64Array;
}

const schema = v.object({
  ...weightEntries,
  pos_label: v.optional(v.nullable(v.number()), null),
  drop_intermediate: v.optional(yesOrNo, true),
});

/**
 * True positives against false positives at every threshold on a score. Throws what `checkSamples` does,
 * `parameter_invalid`, and `metric_undefined` when all rows (with weight) are of one class.
 */
export function rocCurve(yTrue: Values, yScore: Scores, parameters: RocCurveParameters = {}): RocCurve {
  const metric = 'rocCurve';
  const { sample_weight, pos_label, drop_intermediate } = readParameters(metric, schema, { ...parameters });
  const weights = checkSamples(metric, yTrue, null, sample_weight);
  const scores = positiveScores(metric, yScore, yTrue.length);
  const counts = thresholdCounts(yTrue, scores, weights, positiveLabel(metric, yTrue, pos_label));
  checkBothClasses(metric, counts);
  return curveOf(drop_intermediate ? cornersOf(counts) : counts);
}

/** Throws `metric_undefined` when there are no positive rows or no others. */
export function checkBothClasses(metric: string, { falsePositives, truePositives }: ThresholdCounts): void {
  const lacks = truePositives.at(-1) === 0 ? 'positive' : falsePositives.at(-1) === 0 ? 'negative' : null;
  if (lacks === null) return;
  throw undefinedMetric(
    metric,
    `no row with weight is of the ${lacks} class`,
    'Look at the rows: a filter or a fold may have left one class only. StratifiedKFold keeps both in every fold.',
  );
}

/** Without the points that lie on a line between their neighbours, in both counts. */
function cornersOf(counts: ThresholdCounts): ThresholdCounts {
  const last = counts.thresholds.length - 1;
  const bend = (values: Float64Array, at: number) =>
    (values[at + 1] ?? 0) - (values[at] ?? 0) - ((values[at] ?? 0) - (values[at - 1] ?? 0)) !== 0;
  return keepPoints(
    counts,
    (at) => at === 0 || at === last || bend(counts.falsePositives, at) || bend(counts.truePositives, at),
  );
}

function curveOf({ thresholds, falsePositives, truePositives }: ThresholdCounts): RocCurve {
  const shares = (values: Float64Array) => {
    const all = values.at(-1) ?? 0;
    return startingWith(
      0,
      values.map((value) => value / all),
    );
  };
  return {
    fpr: shares(falsePositives),
    tpr: shares(truePositives),
    thresholds: startingWith(Infinity, thresholds),
  };
}

function startingWith(first: number, rest: Float64Array): Float64Array {
  const all = new Float64Array(rest.length + 1);
  all[0] = first;
  all.set(rest, 1);
  return all;
}

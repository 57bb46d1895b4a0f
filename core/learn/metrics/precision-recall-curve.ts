import * as v from 'valibot';
import { readParameters } from '../parameters';
import { positiveLabel } from './class-labels';
import { positiveScores, type Scores } from './probabilities';
import { checkSamples, undefinedMetric, weightEntries, yesOrNo, type MetricParameters, type Values } from './samples';
import { keepPoints, thresholdCounts, type ThresholdCounts } from './threshold-counts';

export interface PrecisionRecallCurveParameters extends MetricParameters {
  /** The positive class; 1 unless told, for classes 0 and 1 or −1 and 1. */
  readonly pos_label?: number | null | undefined;
  /** Whether points between others of the same recall are left out; not unless told. */
  readonly drop_intermediate?: boolean | undefined;
}

export interface AveragePrecisionParameters extends MetricParameters {
  /** The positive class; 1 unless told. */
  readonly pos_label?: number | undefined;
}

/** Points by ascending threshold; behind the last stands the point of precision 1 and recall 0, which has no threshold. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly thresholds: Float64Array;
}

const curveSchema = v.object({
  ...weightEntries,
  pos_label: v.optional(v.nullable(v.number()), null),
  drop_intermediate: v.optional(yesOrNo, false),
});
const averageSchema = v.object({ ...weightEntries, pos_label: v.optional(v.number(), 1) });

/**
 * Precision against recall at every threshold on a score. Throws what `checkSamples` does, `parameter_invalid`, and
 * `metric_undefined` when no row (with weight) is positive.
 */
export function precisionRecallCurve(
  yTrue: Values,
  yScore: Scores,
  parameters: PrecisionRecallCurveParameters = {},
): PrecisionRecallCurve {
  const metric = 'precisionRecallCurve';
  const { sample_weight, pos_label, drop_intermediate } = readParameters(metric, curveSchema, { ...parameters });
  const weights = checkSamples(metric, yTrue, null, sample_weight);
  const scores = positiveScores(metric, yScore, yTrue.length);
  const counts = thresholdCounts(yTrue, scores, weights, positiveLabel(metric, yTrue, pos_label));
  return curveOf(metric, drop_intermediate ? endsOfRecall(counts) : counts);
}

/**
 * Area under the steps of the precision-recall curve: the precision at each threshold, weighted by how much recall it adds.
 * Two classes only. Throws what `precisionRecallCurve` does.
 */
export function averagePrecisionScore(
  yTrue: Values,
  yScore: Scores,
  parameters: AveragePrecisionParameters = {},
): number {
  const metric = 'averagePrecisionScore';
  const { sample_weight, pos_label } = readParameters(metric, averageSchema, { ...parameters });
  const weights = checkSamples(metric, yTrue, null, sample_weight);
  const scores = positiveScores(metric, yScore, yTrue.length);
  const counts = thresholdCounts(yTrue, scores, weights, positiveLabel(metric, yTrue, pos_label));
  const { precision, recall } = curveOf(metric, counts);
  let sum = 0;
  for (let at = 0; at < recall.length - 1; at += 1) {
    sum += ((recall[at] ?? 0) - (recall[at + 1] ?? 0)) * (precision[at] ?? 0);
  }
  return sum;
}

function curveOf(metric: string, { thresholds, falsePositives, truePositives }: ThresholdCounts): PrecisionRecallCurve {
  const positives = truePositives.at(-1) ?? 0;
  if (positives === 0) {
    throw undefinedMetric(
      metric,
      'no row with weight is of the positive class',
      'Look at the rows: a filter or a fold may have left one class only. StratifiedKFold keeps both in every fold.',
    );
  }
  const precision = new Float64Array(thresholds.length + 1).fill(1);
  const recall = new Float64Array(thresholds.length + 1);
  for (let at = 0; at < thresholds.length; at += 1) {
    const from = thresholds.length - 1 - at;
    const hits = truePositives[from] ?? 0;
    precision[at] = hits / (hits + (falsePositives[from] ?? 0));
    recall[at] = hits / positives;
  }
  return { precision, recall, thresholds: thresholds.slice().reverse() };
}

/** Of the points with the same recall the first and the last. */
function endsOfRecall(counts: ThresholdCounts): ThresholdCounts {
  const { truePositives } = counts;
  const last = truePositives.length - 1;
  return keepPoints(
    counts,
    (at) =>
      at === 0 ||
      at === last ||
      truePositives[at] !== truePositives[at - 1] ||
      truePositives[at + 1] !== truePositives[at],
  );
}

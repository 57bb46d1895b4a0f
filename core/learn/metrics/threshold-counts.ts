import { ascendingOrder } from './ascending-order';
import type { Values } from './samples';

/** What a threshold on a score counts: rows at or above it, for each of some thresholds, descending. */
export interface ThresholdCounts {
  readonly thresholds: Float64Array;
  /** Weight of the rows of other classes at or above each threshold. */
  readonly falsePositives: Float64Array;
  /** Weight of the positive rows at or above each threshold. */
  readonly truePositives: Float64Array;
}

/** Counts at every score that a row with weight has. Takes 16 bytes for each row, and 24 for each score that differs. */
export function thresholdCounts(
  yTrue: Values,
  scores: Values,
  weights: Float64Array,
  positive: number,
): ThresholdCounts {
  const order = ascendingOrder(scores)
    .reverse()
    .filter((row) => (weights[row] ?? 0) > 0);
  let kept = 0;
  for (let at = 0; at < order.length; at += 1) if (endsScore(scores, order, at)) kept += 1;
  const thresholds = new Float64Array(kept);
  const falsePositives = new Float64Array(kept);
  const truePositives = new Float64Array(kept);
  let [hits, alarms, to] = [0, 0, 0];
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at] ?? 0;
    const weight = weights[row] ?? 0;
    if (yTrue[row] === positive) hits += weight;
    else alarms += weight;
    if (!endsScore(scores, order, at)) continue;
    thresholds[to] = scores[row] ?? NaN;
    truePositives[to] = hits;
    falsePositives[to] = alarms;
    to += 1;
  }
  return { thresholds, falsePositives, truePositives };
}

/** Keeps the given points. */
export function keepPoints(counts: ThresholdCounts, keeps: (at: number) => boolean): ThresholdCounts {
  const kept = (values: Float64Array) => values.filter((_, at) => keeps(at));
  return {
    thresholds: kept(counts.thresholds),
    falsePositives: kept(counts.falsePositives),
    truePositives: kept(counts.truePositives),
  };
}

/** Whether the row at a place in the order is the last of its score. */
function endsScore(scores: Values, order: Uint32Array, at: number): boolean {
  return at === order.length - 1 || scores[order[at] ?? 0] !== scores[order[at + 1] ?? 0];
}

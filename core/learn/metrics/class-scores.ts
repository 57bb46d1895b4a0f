import { placesOfLabels } from './class-labels';
import type { Values } from './samples';

interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly fscore: number;
}

/** Scores of each class, in the order of `labels`, and of all of them together. */
export interface ClassScores {
  readonly labels: readonly number[];
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly fscore: Float64Array;
  /** Number of rows of each class, or the sum of their weights. */
  readonly support: Float64Array;
  /** Scores of the rows of all these classes together. */
  readonly micro: Scores;
}

/** Scores from what is checked already; `zeroDivision` stands where nothing can be divided. */
export function classScores(
  yTrue: Values,
  yPred: Values,
  weights: Float64Array,
  labels: readonly number[],
  beta: number,
  zeroDivision: number,
): ClassScores {
  const truth = placesOfLabels(yTrue, labels);
  const predicted = placesOfLabels(yPred, labels);
  const hits = new Float64Array(labels.length);
  const claims = new Float64Array(labels.length);
  const support = new Float64Array(labels.length);
  for (let row = 0; row < truth.length; row += 1) {
    const [is = -1, said = -1, weight = 0] = [truth[row], predicted[row], weights[row]];
    if (is >= 0) support[is] = (support[is] ?? 0) + weight;
    if (said >= 0) claims[said] = (claims[said] ?? 0) + weight;
    if (is >= 0 && is === said) hits[is] = (hits[is] ?? 0) + weight;
  }
  const divided = (part: number, whole: number) => (whole === 0 ? zeroDivision : part / whole);
  const scored = (hit: number, claimed: number, all: number): Scores => ({
    precision: divided(hit, claimed),
    recall: divided(hit, all),
    fscore: divided((1 + beta ** 2) * hit, beta ** 2 * all + claimed),
  });
  const each = labels.map((_, at) => scored(hits[at] ?? 0, claims[at] ?? 0, support[at] ?? 0));
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  return {
    labels,
    precision: Float64Array.from(each, ({ precision }) => precision),
    recall: Float64Array.from(each, ({ recall }) => recall),
    fscore: Float64Array.from(each, ({ fscore }) => fscore),
    support,
    micro: scored(sum(hits), sum(claims), sum(support)),
  };
}

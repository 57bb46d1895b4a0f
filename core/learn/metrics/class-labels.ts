import { EiderError } from '../../errors';
import type { Values } from './samples';

/** The labels that occur in any of the arrays, ascending. */
export function labelsOf(...arrays: readonly Values[]): readonly number[] {
  const found = new Set<number>();
  for (const values of arrays) {
    for (let row = 0; row < values.length; row += 1) found.add(values[row] ?? NaN);
  }
  return [...found].sort((left, right) => left - right);
}

/** For each row the number of its label among the labels; −1 for another label. 4 bytes for each row. */
export function placesOfLabels(values: Values, labels: readonly number[]): Int32Array {
  const placeOf = new Map(labels.map((label, place) => [label, place]));
  const places = new Int32Array(values.length);
  for (let row = 0; row < places.length; row += 1) places[row] = placeOf.get(values[row] ?? NaN) ?? -1;
  return places;
}

/**
 * The label that counts as positive: the one given, or 1 where the labels are among 0 and 1 or −1 and 1. Throws
 * `parameter_invalid` when none is given for other labels, or there are more than two.
 */
export function positiveLabel(metric: string, yTrue: Values, given: number | null): number {
  const labels = labelsOf(yTrue);
  const isUsual = [0, -1].some((negative) => labels.every((label) => label === 1 || label === negative));
  if (given !== null && (labels.length <= 2 || labels.includes(given))) return given;
  if (given === null && isUsual) return 1;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `${metric} cannot tell which class is the positive one of ${shortList(labels)}.`,
    remedy: 'Give it as pos_label.',
  });
}

export function shortList(labels: readonly number[]): string {
  return labels.length <= 10 ? labels.join(', ') : `${labels.slice(0, 10).join(', ')} and ${labels.length - 10} more`;
}

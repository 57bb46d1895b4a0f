import * as v from 'valibot';
import { EiderError } from '../../errors';
import type { Target } from '../checks';

/** Weights of classes: `balanced`, or an object of a weight for each class, 1 for one that is not named. */
export type ClassWeight = 'balanced' | Readonly<Record<string, number>> | null;

const weightOfClass = v.pipe(v.number(), v.minValue(0), v.finite());
export const classWeight = v.pipe(
  v.nullable(v.union([v.literal('balanced'), v.record(v.string(), weightOfClass)])),
  v.description('balanced, null, or an object of a weight of 0 or more for each class'),
);
export const forestClassWeight = v.pipe(
  v.nullable(v.union([v.picklist(['balanced', 'balanced_subsample']), v.record(v.string(), weightOfClass)])),
  v.description('balanced, balanced_subsample, null, or an object of a weight of 0 or more for each class'),
);

export interface ClassTargets {
  /** The different targets, ascending. */
  readonly classes: Float64Array;
  /** For each row, the place of its target in `classes`. */
  readonly codes: Int32Array;
}

/** Throws `classes_invalid` when all targets are of one class, which leaves nothing to tell apart. */
export function classTargets(model: string, target: Target): ClassTargets {
  const classes = Float64Array.from(new Set<number>(target)).sort();
  if (classes.length > 1) {
    const codeOf = new Map([...classes].map((label, code) => [label, code]));
    return { classes, codes: Int32Array.from(target, (label) => codeOf.get(label) ?? -1) };
  }
  throw new EiderError({
    code: 'classes_invalid',
    message: `${model} was given targets that are all ${classes[0] ?? NaN}, so there is nothing to tell apart.`,
    remedy: 'Give it rows of at least two classes; a filter or a fold may have left only one.',
  });
}

/**
 * What each row counts: its sample weight times the weight of its class. `balanced` weighs a class by
 * `rows / (classes × rows of the class)`. Throws `parameter_invalid` for a weight of a class that no row has.
 */
export function weightsByClass(
  model: string,
  { classes, codes }: ClassTargets,
  sampleWeights: Float64Array | null,
  given: ClassWeight,
): Float64Array | null {
  if (given === null) return sampleWeights;
  const weights = sampleWeights?.slice() ?? new Float64Array(codes.length).fill(1);
  const byClass = given === 'balanced' ? balanced(classes.length, codes) : named(model, classes, given);
  return weights.map((weight, row) => weight * (byClass[codes[row] ?? 0] ?? 1));
}

function balanced(classes: number, codes: Int32Array): Float64Array {
  const counts = new Float64Array(classes);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts.map((count) => codes.length / (classes * count));
}

function named(model: string, classes: Float64Array, given: Readonly<Record<string, number>>): Float64Array {
  const weights = new Float64Array(classes.length).fill(1);
  for (const [label, weight] of Object.entries(given)) {
    const code = classes.indexOf(Number(label));
    if (code < 0) {
      throw new EiderError({
        code: 'parameter_invalid',
        message: `class_weight of ${model} has a weight for the class ${label}, which no row has.`,
        remedy: `The classes are ${[...classes].join(', ')}.`,
      });
    }
    weights[code] = weight;
  }
  return weights;
}

import * as v from 'valibot';
import { EiderError } from '../../errors';

/** The parameter `class_weight`: `balanced`, or a weight for each class, 1 for one that is not named. */
export const classWeightSchema = v.pipe(
  v.nullable(v.union([v.literal('balanced'), v.record(v.string(), v.pipe(v.number(), v.minValue(0), v.finite()))])),
  v.description('balanced, null, or an object of a weight of 0 or more for each class'),
);
export type ClassWeight = v.InferOutput<typeof classWeightSchema>;

export interface ClassLabels {
  /** The different targets, ascending. */
  readonly classes: Float64Array;
  /** For each row, the place of its target in `classes`. */
  readonly codes: Int32Array;
}

/** Throws `classes_invalid` when all targets are of one class, which leaves nothing to tell apart. */
export function classLabels(model: string, target: Float64Array): ClassLabels {
  const classes = Float64Array.from(new Set(target)).sort();
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
  { classes, codes }: ClassLabels,
  sampleWeights: Float64Array | null,
  classWeight: ClassWeight,
): Float64Array {
  const weights = sampleWeights?.slice() ?? new Float64Array(codes.length).fill(1);
  if (classWeight === null) return weights;
  const byClass = classWeight === 'balanced' ? balanced(classes.length, codes) : given(model, classes, classWeight);
  return weights.map((weight, row) => weight * (byClass[codes[row] ?? 0] ?? 1));
}

function balanced(classes: number, codes: Int32Array): Float64Array {
  const counts = new Float64Array(classes);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts.map((count) => codes.length / (classes * count));
}

function given(model: string, classes: Float64Array, classWeight: Readonly<Record<string, number>>): Float64Array {
  const weights = new Float64Array(classes.length).fill(1);
  for (const [label, weight] of Object.entries(classWeight)) {
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

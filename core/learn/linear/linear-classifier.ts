import * as v from 'valibot';
import { checkColumns } from '../checks';
import type { FeatureMatrix } from '../matrix';
import { designOf, multiply } from './design';
import { damagedModel } from './linear-regressor';
import type { DenseMatrix } from '../matrix';

/** What is known of a fitted linear classifier. */
export interface LinearClassifierFit {
  /** The different targets, ascending. */
  readonly classes: Float64Array;
  /** One set of coefficients for each class; of two classes only the second has one. */
  readonly coef: readonly Float64Array[];
  /** One for each set. */
  readonly intercept: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** How far the objective may be above its least value, at most (the largest of all sets); null where it is not known. */
  readonly dualityGap: number | null;
}

/** A linear model that tells classes apart. Immutable. */
export abstract class LinearClassifier implements LinearClassifierFit {
  readonly classes: Float64Array;
  readonly coef: readonly Float64Array[];
  readonly intercept: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  readonly dualityGap: number | null;
  /** The name users know the model by. */
  protected abstract readonly model: string;
  protected abstract readonly format: string;

  protected constructor(fit: LinearClassifierFit) {
    this.classes = fit.classes;
    this.coef = fit.coef;
    this.intercept = fit.intercept;
    this.iterations = fit.iterations;
    this.converged = fit.converged;
    this.dualityGap = fit.dualityGap;
  }

  /** The class of each row, as it stood in the target. Throws `features_mismatch` for another number of features. */
  predict(features: FeatureMatrix): Float64Array {
    const { data, shape } = this.decisionFunction(features);
    const sets = this.coef.length;
    return Float64Array.from({ length: shape[0] ?? 0 }, (_, row) => {
      if (sets === 1) return this.classes[(data[row] ?? 0) > 0 ? 1 : 0] ?? NaN;
      let best = 0;
      for (let set = 1; set < sets; set += 1) {
        if ((data[row * sets + set] ?? 0) > (data[row * sets + best] ?? 0)) best = set;
      }
      return this.classes[best] ?? NaN;
    });
  }

  /**
   * How much each row speaks for each class: rows × classes, or of two classes one number for each row, above 0 for the
   * second. Throws `features_mismatch` when there are not as many features as in training.
   */
  decisionFunction(features: FeatureMatrix): DenseMatrix & { readonly data: Float64Array<ArrayBuffer> } {
    checkColumns(this.model, features, this.coef[0]?.length ?? 0);
    const design = designOf(features);
    const sets = this.coef.length;
    const data = new Float64Array(design.rows * sets);
    const decision = sets === 1 ? data : new Float64Array(design.rows);
    for (const [set, coef] of this.coef.entries()) {
      multiply(design, coef, this.intercept[set] ?? 0, decision);
      if (sets === 1) break;
      for (let row = 0; row < design.rows; row += 1) data[row * sets + set] = decision[row] ?? 0;
    }
    return { kind: 'dense', shape: sets === 1 ? [design.rows] : [design.rows, sets], data };
  }

  toJSON(): StoredClassifier {
    return {
      format: this.format,
      version: 1,
      classes: [...this.classes],
      coef: this.coef.map((coef) => [...coef]),
      intercept: [...this.intercept],
      iterations: this.iterations,
      converged: this.converged,
      dualityGap: this.dualityGap,
    };
  }
}

const storedClassifierSchema = v.object({
  format: v.string(),
  version: v.literal(1),
  classes: v.pipe(v.array(v.number()), v.minLength(2)),
  coef: v.pipe(v.array(v.array(v.number())), v.minLength(1)),
  intercept: v.array(v.number()),
  iterations: v.number(),
  converged: v.boolean(),
  dualityGap: v.nullable(v.number()),
});
export type StoredClassifier = v.InferOutput<typeof storedClassifierSchema>;

/** What `toJSON` stored. Throws `model_damaged` for anything else. */
export function readClassifier(model: string, format: string, json: unknown): LinearClassifierFit {
  const parsed = v.safeParse(storedClassifierSchema, json);
  if (!parsed.success) throw damagedModel(model, v.summarize(parsed.issues));
  const { classes, coef, intercept } = parsed.output;
  const sets = classes.length === 2 ? 1 : classes.length;
  const fits = coef.length === sets && intercept.length === sets && coef.every((set) => set.length === coef[0]?.length);
  if (parsed.output.format !== format || !fits) throw damagedModel(model, null);
  return {
    ...parsed.output,
    classes: Float64Array.from(classes),
    coef: coef.map((set) => Float64Array.from(set)),
    intercept: Float64Array.from(intercept),
  };
}

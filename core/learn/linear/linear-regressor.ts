import * as v from 'valibot';
import { EiderError } from '../../errors';
import { checkColumns } from '../checks';
import type { FitOptions } from '../fit-options';
import type { FeatureMatrix } from '../matrix';
import { designOf, multiply } from './design';

/** What is known of a fitted linear model of one target. */
export interface LinearFit {
  /** One for each feature. */
  readonly coef: Float64Array;
  readonly intercept: number;
  /** Rounds of the solver; 1 for a solver that has none. */
  readonly iterations: number;
  /** Whether the solver got as close as `tol` asks for. */
  readonly converged: boolean;
  /** How far the objective may be above its least value, at most; null for a solver that does not know. */
  readonly dualityGap: number | null;
}

/** A linear model that predicts numbers. Immutable. */
export abstract class LinearRegressor implements LinearFit {
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly dualityGap: number | null;
  /** The name users know the model by. */
  protected abstract readonly model: string;
  protected abstract readonly format: string;

  protected constructor(fit: LinearFit) {
    this.coef = fit.coef;
    this.intercept = fit.intercept;
    this.iterations = fit.iterations;
    this.converged = fit.converged;
    this.dualityGap = fit.dualityGap;
  }

  /** One number for each row. Throws `features_mismatch` when there are not as many features as in training. */
  predict(features: FeatureMatrix): Float64Array {
    checkColumns(this.model, features, this.coef.length);
    const design = designOf(features);
    const predictions = new Float64Array(design.rows);
    multiply(design, this.coef, this.intercept, predictions);
    return predictions;
  }

  toJSON(): StoredRegressor {
    return {
      format: this.format,
      version: 1,
      coef: [...this.coef],
      intercept: this.intercept,
      iterations: this.iterations,
      converged: this.converged,
      dualityGap: this.dualityGap,
    };
  }
}

const storedRegressorSchema = v.object({
  format: v.string(),
  version: v.literal(1),
  coef: v.array(v.number()),
  intercept: v.number(),
  iterations: v.number(),
  converged: v.boolean(),
  dualityGap: v.nullable(v.number()),
});
export type StoredRegressor = v.InferOutput<typeof storedRegressorSchema>;

/** What `toJSON` stored. Throws `model_damaged` for anything else. */
export function readRegressor(model: string, format: string, json: unknown): LinearFit {
  const parsed = v.safeParse(storedRegressorSchema, json);
  if (parsed.success && parsed.output.format === format) {
    return { ...parsed.output, coef: Float64Array.from(parsed.output.coef) };
  }
  throw damagedModel(model, parsed.success ? null : v.summarize(parsed.issues));
}

export function damagedModel(model: string, detail: string | null): EiderError {
  return new EiderError({
    code: 'model_damaged',
    message: `The stored model is not a ${model} of this version.`,
    remedy: 'Run the block that fits it again.',
    ...(detail === null ? {} : { detail }),
  });
}

/** Tells the user when a solver has used up its iterations. */
export function warnUnlessConverged(
  model: string,
  { converged, iterations }: Pick<LinearFit, 'converged' | 'iterations'>,
  remedy: string,
  { onWarning }: FitOptions,
): void {
  if (converged) return;
  onWarning?.(
    `${model} has not converged after ${iterations} iterations, so its coefficients are not the best. ${remedy}`,
  );
}

import type { FitOptions } from '../fit-options';
import { createRandom } from '../random';
import { centringOf, interceptOf } from './centring';
import { columnSpread } from './column-spread';
import { columnsOf } from './columns';
import { descendCoordinates } from './coordinate-descent';
import { warnUnlessConverged, type LinearFit } from './linear-regressor';
import type { TrainingData } from './training-data';

export interface ElasticNetParametersRead {
  readonly alpha: number;
  readonly l1_ratio: number;
  readonly fit_intercept: boolean;
  readonly max_iter: number;
  readonly tol: number;
  readonly positive: boolean;
  readonly selection: 'cyclic' | 'random';
  readonly random_state: number | null;
}

/**
 * Minimises `½ Σ weight (target − prediction)² / Σ weight + alpha (l1_ratio ‖coef‖₁ + ½ (1 − l1_ratio) ‖coef‖²)`; the gap
 * is of this objective.
 */
export async function fitElasticNet(
  model: string,
  { design, target, weights: given }: TrainingData,
  parameters: ElasticNetParametersRead,
  options: FitOptions,
): Promise<LinearFit> {
  const { rows } = design;
  const weights = given === null ? null : scaledTo(rows, given);
  const rootWeights = weights?.map(Math.sqrt) ?? null;
  const centring = centringOf(design, target, weights, parameters.fit_intercept);
  const solution = await descendCoordinates(
    {
      columns: columnsOf(design, centring, rootWeights),
      means: design.kind === 'sparse' ? centring.means : new Float64Array(design.columns),
      spread: columnSpread(design, centring, weights),
      rootWeights,
      target: target.map((value, row) => (value - centring.targetMean) * (rootWeights?.[row] ?? 1)),
      l1: parameters.alpha * parameters.l1_ratio * rows,
      l2: parameters.alpha * (1 - parameters.l1_ratio) * rows,
      positive: parameters.positive,
    },
    {
      tol: parameters.tol,
      maxIterations: parameters.max_iter,
      random: parameters.selection === 'random' ? createRandom(parameters.random_state ?? 0) : null,
      signal: options.signal,
      onProgress: options.onProgress,
    },
  );
  const dualityGap = solution.dualityGap / rows;
  warnUnlessConverged(
    model,
    solution,
    `The duality gap is ${dualityGap.toExponential(2)}. Raise max_iter or alpha, or scale the features.`,
    options,
  );
  return { ...solution, intercept: interceptOf(centring, solution.coef), dualityGap };
}

/** The same weights with the given sum. */
function scaledTo(total: number, weights: Float64Array): Float64Array {
  let sum = 0;
  for (let row = 0; row < weights.length; row += 1) sum += weights[row] ?? 0;
  return weights.map((weight) => (weight * total) / sum);
}

import { availableParallelism } from 'node:os';
import { checkFinite, checkTrainingData, checkWeights, type Target } from '../checks';
import { checkSparse, storedValues } from '../encode/csr';
import type { FitOptions } from '../fit-options';
import { Crew } from '../kernels/crew';
import { Heap } from '../kernels/heap';
import { shapeOf, type FeatureMatrix } from '../matrix';
import { rankMatrix, type RankedMatrix } from './ranked-matrix';

/** From so many values × trees on, a forest takes all processors unless told: with fewer, threads cost more than they give. */
const MANY_VALUES = 1_000_000;

/**
 * Throws `matrix_empty`, `matrix_invalid`, `length_mismatch`, `target_invalid`, `features_invalid` or `weights_invalid`
 * for data that no tree can be grown on. Returns the sample weights, or null.
 */
export function checkedWeights(
  model: string,
  features: FeatureMatrix,
  target: Target,
  { sampleWeight }: FitOptions,
): Float64Array | null {
  checkTrainingData(model, features, target);
  if (features.kind === 'sparse') checkSparse(features);
  checkFinite(model, features);
  if (sampleWeight === undefined) return null;
  checkWeights(model, sampleWeight, shapeOf(features).rows);
  return Float64Array.from(sampleWeight);
}

/** Threads for a training: as many as asked for, −1 for all processors; unless told, as many as pay. */
export function threadsFor(asked: number | null, features: FeatureMatrix, trees: number): number {
  const processors = availableParallelism();
  if (asked !== null) return Math.min(asked < 0 ? Math.max(1, processors + 1 + asked) : asked, trees);
  const { rows, columns } = shapeOf(features);
  const values = features.kind === 'sparse' ? storedValues(features) : rows * columns;
  return values * trees < MANY_VALUES ? 1 : Math.min(processors, trees);
}

/** Memory and threads of a training, with its rows ranked. */
export interface TrainingGround {
  readonly heap: Heap;
  readonly crew: Crew;
  readonly matrix: RankedMatrix;
}

/** Ranks the rows, lets something be grown on them, and gives memory and threads back. */
export async function withGround<Grown>(
  model: string,
  features: FeatureMatrix,
  threads: number,
  grow: (ground: TrainingGround) => Promise<Grown>,
): Promise<Grown> {
  const heap = new Heap();
  const crew = new Crew(heap, threads);
  try {
    return await grow({ heap, crew, matrix: rankMatrix(model, features, heap, crew) });
  } finally {
    await crew.end();
  }
}

/** Address of a copy of doubles in the heap. */
export function storeDoubles(heap: Heap, values: ArrayLike<number>): number {
  const address = heap.allocate(values.length * 8);
  heap.views.f64.set(values, address >>> 3);
  return address;
}

/** Address of a weight for each row: 1 where there are none. */
export function storeWeights(heap: Heap, weights: Float64Array | null, rows: number): number {
  if (weights !== null) return storeDoubles(heap, weights);
  const address = heap.allocate(rows * 8);
  heap.views.f64.fill(1, address >>> 3, (address >>> 3) + rows);
  return address;
}

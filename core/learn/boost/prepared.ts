import type { Crew } from '../kernels/crew';
import { Heap } from '../kernels/heap';
import { HeapScope } from '../kernels/heap-scope';
import { binDense } from './bin-dense';
import { binSparse } from './bin-sparse';
import type { BinnedMatrix } from './binned-matrix';
import type { DMatrix } from './dmatrix';

/** What was made of a matrix for training, for as long as the matrix is used. */
interface Prepared {
  readonly heap: Heap;
  /** By the number of bins. */
  readonly binned: Map<number, BinnedMatrix>;
}

const prepared = new WeakMap<DMatrix, Prepared>();

function preparedOf(matrix: DMatrix): Prepared {
  let found = prepared.get(matrix);
  if (found === undefined) {
    found = { heap: new Heap(), binned: new Map() };
    prepared.set(matrix, found);
  }
  return found;
}

/** The memory in which a matrix is trained on. */
export function heapOf(matrix: DMatrix): Heap {
  return preparedOf(matrix).heap;
}

/**
 * The rows of a matrix as bins: made once, however many boosters are trained on it. `giveTurn` is awaited now and then; when
 * it throws, nothing is kept.
 */
export async function binnedOf(
  matrix: DMatrix,
  maxBins: number,
  crew: Crew,
  giveTurn: () => Promise<void>,
): Promise<BinnedMatrix> {
  const { heap, binned } = preparedOf(matrix);
  const known = binned.get(maxBins);
  if (known !== undefined) return known;
  const { features } = matrix;
  const scope = new HeapScope(heap);
  const binning = { maxBins, heap, scope, crew, giveTurn };
  try {
    const made =
      features.kind === 'sparse'
        ? await binSparse(matrix, features, binning)
        : await binDense(matrix, features, binning);
    binned.set(maxBins, made);
    return made;
  } finally {
    scope.end();
  }
}

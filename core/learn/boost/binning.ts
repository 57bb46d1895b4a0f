import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import type { HeapScope } from '../kernels/heap-scope';

/** What the rows of a matrix are turned into bins with. */
export interface Binning {
  readonly maxBins: number;
  readonly heap: Heap;
  /** What is allocated, and given back unless it is kept. */
  readonly scope: HeapScope;
  readonly crew: Crew;
  /** Awaited now and then, so that others have their turn; throws when the training is aborted. */
  readonly giveTurn: () => Promise<void>;
}

import type { Heap } from '../kernels/heap';
import type { FeatureBins } from './feature-bins';

/**
 * The rows of a training as numbers of bins, in the memory that kernels work in. Features that no row has together share
 * a column of codes, a bundle (Ke et al. 2017, "exclusive feature bundling"); features too rare to fill one are stored
 * sparsely. Takes rows × bundles × 2 codes of one or two bytes, and 10 bytes for each value that is stored sparsely.
 */
export interface BinnedMatrix extends FeatureBins {
  readonly heap: Heap;
  readonly rows: number;
  readonly columns: number;
  /** All bins of a histogram, those for rows that have no feature of a bundle included. */
  readonly totalBins: number;
  readonly bundles: number;
  /** Bytes of a code. */
  readonly width: 1 | 2;
  /** Address of the codes bundle by bundle, and row by row. */
  readonly columnCodes: number;
  readonly rowCodes: number;
  /** Address of where each bundle's bins start in a histogram, in bytes. */
  readonly offsets: number;
  /** Bundle of each feature, −1 for one that is stored sparsely. */
  readonly bundleOf: Int32Array;
  /** First bin of each feature in a histogram, and the code of its first bin in its bundle. */
  readonly firstBin: Int32Array;
  readonly lowCode: Int32Array;
  readonly sparse: SparseBins | null;
  /** Most bins of a categorical feature; 0 without any. */
  readonly mostCategories: number;
}

/** Values of features that are stored sparsely: by rows for histograms, by columns for partitions. */
export interface SparseBins {
  /** Address of where each row's bins start, and of the bins, numbered as in a histogram. */
  readonly starts: number;
  readonly bins: number;
  /** Where each feature's values start among those by columns; addresses of their rows, and of their bins in the feature. */
  readonly columnStarts: Float64Array;
  readonly columnRows: number;
  readonly columnBins: number;
}

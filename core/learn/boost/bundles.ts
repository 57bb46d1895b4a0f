/** The values of a sparse matrix by columns: those of column `c` at `starts[c] … starts[c + 1]`, their rows ascending. */
export interface SparseColumns {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Float64Array;
  readonly rowOf: Int32Array;
}

export interface Bundling {
  /** Features of each bundle, ascending. */
  readonly bundles: readonly (readonly number[])[];
  /** Features that are better stored sparsely, ascending. */
  readonly loose: readonly number[];
}

/** Bundles that a feature is tried in, the newest first: more would take long and find little. */
const MOST_TRIES = 32;
const MOST_CODES = 65535;
/** A bundle pays when this share of its rows has one of its features: a missing one costs as much as one that is there. */
const LEAST_FILL = 0.4;

/**
 * Puts features that no row has together into bundles, greedily, the most frequent first (Ke et al. 2017, algorithm 3,
 * without conflicts: bundling changes no result).
 */
export function bundleFeatures(matrix: SparseColumns, bins: Int32Array): Bundling {
  const { rows, columns, starts, rowOf } = matrix;
  const stored = (feature: number) => (starts[feature + 1] ?? 0) - (starts[feature] ?? 0);
  const order = Array.from({ length: columns }, (_, feature) => feature);
  order.sort((a, b) => stored(b) - stored(a) || a - b);
  const bundles: Bundle[] = [];
  const open: Bundle[] = [];
  for (const feature of order) {
    const [from, to] = [starts[feature] ?? 0, starts[feature + 1] ?? 0];
    const codes = bins[feature] ?? 0;
    const fits = (bundle: Bundle) =>
      bundle.codes + codes <= MOST_CODES &&
      bundle.filled + stored(feature) <= rows &&
      isFree(bundle.taken, rowOf, from, to);
    let home = stored(feature) * 2 <= rows ? open.slice(-MOST_TRIES).find(fits) : undefined;
    if (home === undefined) {
      home = { features: [], taken: new Int32Array((rows + 31) >>> 5), filled: 0, codes: 0 };
      bundles.push(home);
      if (stored(feature) * 2 <= rows) open.push(home);
    }
    home.features.push(feature);
    home.filled += stored(feature);
    home.codes += codes;
    for (let at = from; at < to; at += 1) {
      const row = rowOf[at] ?? 0;
      const word = row >>> 5;
      home.taken[word] = (home.taken[word] ?? 0) | (1 << (row & 31));
    }
  }
  const dense = bundles.filter((bundle) => bundle.filled >= LEAST_FILL * rows);
  const loose = bundles.filter((bundle) => bundle.filled < LEAST_FILL * rows).flatMap(({ features }) => features);
  const ascending = (features: readonly number[]) => [...features].sort((a, b) => a - b);
  return { bundles: dense.map(({ features }) => ascending(features)), loose: ascending(loose) };
}

interface Bundle {
  readonly features: number[];
  /** A bit for each row that has one of its features. */
  readonly taken: Int32Array;
  filled: number;
  codes: number;
}

function isFree(taken: Int32Array, rowOf: Int32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const row = rowOf[at] ?? 0;
    if (((taken[row >>> 5] ?? 0) >>> (row & 31)) & 1) return false;
  }
  return true;
}

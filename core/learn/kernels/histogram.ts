import { addPair, addSums, fillBytes, i32At, pairAt, toAddress, u16At, u8At } from './memory';

/**
 * Adds the gradients and hessians of rows to the bins that their values lie in. A histogram is a pair of doubles for each
 * bin. Gradients are rounded so that every sum is exact (gradients.ts): the result is the same in whatever order rows are
 * added, by however many threads.
 *
 * `codes` holds, row after row, one code of 8 bits for each bundle; `offsets` the address of each bundle's first bin,
 * counted from the histogram. `rows` is 0 when row `i` is number `i`.
 */
export function addBytes(
  histogram: usize,
  codes: usize,
  bundles: i32,
  offsets: usize,
  rows: usize,
  from: i32,
  to: i32,
  gradients: usize,
): void {
  for (let start = from; start < to; start += ROWS_AT_ONCE) {
    const end = start + ROWS_AT_ONCE < to ? start + ROWS_AT_ONCE : to;
    let bundle = 0;
    for (; bundle + 8 <= bundles; bundle += 8) {
      addEight(histogram, codes + bundle, bundles, offsets + (bundle << 2), rows, start, end, gradients);
    }
    if (bundle + 4 <= bundles) {
      addFour(histogram, codes + bundle, bundles, offsets + (bundle << 2), rows, start, end, gradients);
      bundle += 4;
    }
    for (; bundle < bundles; bundle += 1) {
      addOne(histogram + i32At(offsets + (bundle << 2)), codes + bundle, bundles, rows, start, end, gradients);
    }
  }
}

/** Rows whose codes stay in the cache while one group of bundles after the other is added. */
const ROWS_AT_ONCE: i32 = 2048;

/** Eight bundles at a time: their bins fit into the first cache, and where they start into registers. */
function addEight(
  histogram: usize,
  codes: usize,
  bundles: i32,
  offsets: usize,
  rows: usize,
  from: i32,
  to: i32,
  gradients: usize,
): void {
  const h0 = histogram + i32At(offsets);
  const h1 = histogram + i32At(offsets + 4);
  const h2 = histogram + i32At(offsets + 8);
  const h3 = histogram + i32At(offsets + 12);
  const h4 = histogram + i32At(offsets + 16);
  const h5 = histogram + i32At(offsets + 20);
  const h6 = histogram + i32At(offsets + 24);
  const h7 = histogram + i32At(offsets + 28);
  for (let at = from; at < to; at += 1) {
    const row = rows === 0 ? at : i32At(rows + (at << 2));
    const pair = pairAt(gradients + (row << 3));
    const code = codes + toAddress(row) * bundles;
    addPair(h0 + (u8At(code) << 4), pair);
    addPair(h1 + (u8At(code + 1) << 4), pair);
    addPair(h2 + (u8At(code + 2) << 4), pair);
    addPair(h3 + (u8At(code + 3) << 4), pair);
    addPair(h4 + (u8At(code + 4) << 4), pair);
    addPair(h5 + (u8At(code + 5) << 4), pair);
    addPair(h6 + (u8At(code + 6) << 4), pair);
    addPair(h7 + (u8At(code + 7) << 4), pair);
  }
}

function addFour(
  histogram: usize,
  codes: usize,
  bundles: i32,
  offsets: usize,
  rows: usize,
  from: i32,
  to: i32,
  gradients: usize,
): void {
  const h0 = histogram + i32At(offsets);
  const h1 = histogram + i32At(offsets + 4);
  const h2 = histogram + i32At(offsets + 8);
  const h3 = histogram + i32At(offsets + 12);
  for (let at = from; at < to; at += 1) {
    const row = rows === 0 ? at : i32At(rows + (at << 2));
    const pair = pairAt(gradients + (row << 3));
    const code = codes + toAddress(row) * bundles;
    addPair(h0 + (u8At(code) << 4), pair);
    addPair(h1 + (u8At(code + 1) << 4), pair);
    addPair(h2 + (u8At(code + 2) << 4), pair);
    addPair(h3 + (u8At(code + 3) << 4), pair);
  }
}

function addOne(histogram: usize, codes: usize, bundles: i32, rows: usize, from: i32, to: i32, gradients: usize): void {
  for (let at = from; at < to; at += 1) {
    const row = rows === 0 ? at : i32At(rows + (at << 2));
    addPair(histogram + (u8At(codes + toAddress(row) * bundles) << 4), pairAt(gradients + (row << 3)));
  }
}

/** As {@link addBytes}, for codes of 16 bits. */
export function addWords(
  histogram: usize,
  codes: usize,
  bundles: i32,
  offsets: usize,
  rows: usize,
  from: i32,
  to: i32,
  gradients: usize,
): void {
  for (let at = from; at < to; at += 1) {
    const row = rows === 0 ? at : i32At(rows + (at << 2));
    const pair = pairAt(gradients + (row << 3));
    const code = codes + toAddress(row) * bundles * 2;
    for (let bundle = 0; bundle < bundles; bundle += 1) {
      addPair(histogram + i32At(offsets + (bundle << 2)) + (u16At(code + (bundle << 1)) << 4), pair);
    }
  }
}

/** As {@link addBytes}, for values that are stored sparsely: each row's bins, which `starts` counts. */
export function addSparse(
  histogram: usize,
  starts: usize,
  bins: usize,
  rows: usize,
  from: i32,
  to: i32,
  gradients: usize,
): void {
  for (let at = from; at < to; at += 1) {
    const row = rows === 0 ? at : i32At(rows + (at << 2));
    const pair = pairAt(gradients + (row << 3));
    const start = starts + (row << 2);
    const end = bins + toAddress(i32At(start + 4)) * 4;
    for (let bin = bins + toAddress(i32At(start)) * 4; bin < end; bin += 4) {
      addPair(histogram + toAddress(i32At(bin)) * 16, pair);
    }
  }
}

/** Adds bins of one histogram to those of another. */
export function addBins(histogram: usize, other: usize, from: i32, to: i32): void {
  for (let bin = from; bin < to; bin += 1) addSums(histogram + (bin << 4), other + (bin << 4));
}

/** Empties a histogram. */
export function clearBins(histogram: usize, bins: i32): void {
  fillBytes(histogram, 0, bins << 4);
}

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
  const fours = bundles & ~3;
  for (let at = from; at < to; at += 1) {
    const row = rows === 0 ? at : i32At(rows + (at << 2));
    const pair = pairAt(gradients + (row << 3));
    const code = codes + toAddress(row) * bundles;
    let offset = offsets;
    let bundle = 0;
    for (; bundle < fours; bundle += 4) {
      addPair(histogram + i32At(offset) + (u8At(code + bundle) << 4), pair);
      addPair(histogram + i32At(offset + 4) + (u8At(code + bundle + 1) << 4), pair);
      addPair(histogram + i32At(offset + 8) + (u8At(code + bundle + 2) << 4), pair);
      addPair(histogram + i32At(offset + 12) + (u8At(code + bundle + 3) << 4), pair);
      offset += 16;
    }
    for (; bundle < bundles; bundle += 1) {
      addPair(histogram + i32At(offset) + (u8At(code + bundle) << 4), pair);
      offset += 4;
    }
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

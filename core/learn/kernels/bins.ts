import {
  absolute,
  f32At,
  flag,
  i32At,
  setF32,
  setI32,
  setU16,
  setU8,
  toAddress,
  toCount,
  toI32,
  u16At,
  u8At,
} from './memory';
import { sortFloats } from './sort';

/**
 * The cut points of a column of `count` values, none of them missing, for at most `maxBins` bins: value `v` lies in the
 * first bin whose cut is above it. With few distinct values each has a bin of its own; else cuts are quantiles of all
 * values. The last cut is above every value. Writes them to `cuts`, and returns how many. `values` are sorted.
 *
 * XGBoost's cut points are the same where there are few values, and else those of a sketch (Chen and Guestrin 2016, appendix
 * A) of the same quantiles, weighted where rows are.
 */
export function cutColumn(values: usize, scratch: usize, counts: usize, count: i32, maxBins: i32, cuts: usize): i32 {
  if (count === 0) {
    setF32(cuts, 1e-5);
    return 1;
  }
  if (!allSame(values, count)) sortFloats(values, scratch, counts, count);
  const largest = f32At(values + toAddress(count - 1) * 4);
  let found =
    countDistinct(values, count, maxBins) <= maxBins
      ? distinctCuts(values, count, cuts)
      : quantileCuts(values, count, maxBins, cuts);
  setF32(cuts + (found << 2), largest + absolute(largest) + 1e-5);
  found += 1;
  return found;
}

function allSame(values: usize, count: i32): boolean {
  const first = i32At(values);
  const end = values + toAddress(count) * 4;
  for (let at = values + 4; at < end; at += 4) if (i32At(at) !== first) return false;
  return true;
}

/** Distinct values among sorted ones; stops once there are more than `enough`. */
function countDistinct(values: usize, count: i32, enough: i32): i32 {
  let distinct = 1;
  const end = values + toAddress(count) * 4;
  for (let at = values + 4; at < end && distinct <= enough; at += 4) {
    if (f32At(at) !== f32At(at - 4)) distinct += 1;
  }
  return distinct;
}

function distinctCuts(values: usize, count: i32, cuts: usize): i32 {
  let found: i32 = 0;
  const end = values + toAddress(count) * 4;
  for (let at = values + 4; at < end; at += 4) {
    if (f32At(at) === f32At(at - 4)) continue;
    setF32(cuts + (found << 2), f32At(at));
    found += 1;
  }
  return found;
}

function quantileCuts(values: usize, count: i32, maxBins: i32, cuts: usize): i32 {
  let found: i32 = 0;
  let previous = f32At(values);
  const whole = (count - (count % maxBins)) / maxBins;
  const rest = count - whole * maxBins;
  let rank = 0;
  let carried = 0;
  for (let bin = 1; bin < maxBins; bin += 1) {
    rank += whole;
    carried += rest;
    if (carried >= maxBins) {
      carried -= maxBins;
      rank += 1;
    }
    const cut = f32At(values + toAddress(rank) * 4);
    if (cut <= previous) continue;
    setF32(cuts + (found << 2), cut);
    found += 1;
    previous = cut;
  }
  return found;
}

/** Bins of a column's values, one for each row: codes of 8 or 16 bits. A missing value (NaN) gets the code `missing`. */
export function encodeColumn(
  values: usize,
  count: i32,
  cuts: usize,
  bins: i32,
  missing: i32,
  codes: usize,
  wide: i32,
): void {
  for (let row = 0; row < count; row += 1) {
    const value = f32At(values + toAddress(row) * 4);
    const code = value === value ? binOf(value, cuts, bins) : missing;
    if (wide !== 0) setU16(codes + toAddress(row) * 2, code);
    else setU8(codes + row, code);
  }
}

/**
 * As {@link encodeColumn} for values that are stored sparsely: `rows` says whose they are, or is 0; `base` is added to each
 * code. Without cuts, values are the bins themselves: categories.
 */
export function encodeSparse(
  values: usize,
  rows: usize,
  count: i32,
  cuts: usize,
  bins: i32,
  base: i32,
  codes: usize,
  wide: i32,
): void {
  for (let at = 0; at < count; at += 1) {
    const value = f32At(values + toAddress(at) * 4);
    const code = base + (cuts === 0 ? toI32(value) : binOf(value, cuts, bins));
    const row = rows === 0 ? at : i32At(rows + toAddress(at) * 4);
    if (wide !== 0) setU16(codes + toAddress(row) * 2, code);
    else setU8(codes + row, code);
  }
}

/**
 * The first bin whose cut is above a value; the last one for what lies above all. Counted with the comparisons instead of
 * branching on them, of which half would be guessed wrongly.
 */
function binOf(value: f64, cuts: usize, bins: i32): i32 {
  let low: i32 = 0;
  let length = bins - 1;
  while (length > 1) {
    const half = length >> 1;
    low += half * flag(f32At(cuts + ((low + half - 1) << 2)) <= value);
    length -= half;
  }
  if (length === 1) low += flag(f32At(cuts + (low << 2)) <= value);
  return low;
}

/** Codes of the rows `from … to`, column after column, into the order of row after row. */
export function transpose(columns: usize, count: i32, bundles: i32, wide: i32, from: i32, to: i32, codes: usize): void {
  for (let bundle = 0; bundle < bundles; bundle += 1) {
    const column = toAddress(bundle) * count;
    for (let row = from; row < to; row += 1) {
      const target = toAddress(row) * bundles + bundle;
      if (wide !== 0) setU16(codes + target * 2, u16At(columns + (column + row) * 2));
      else setU8(codes + target, u8At(columns + column + row));
    }
  }
}

/** Values of a column that are not missing, one after the other; returns how many. */
export function compact(values: usize, count: i32, target: usize): i32 {
  let kept: usize = target;
  const end = values + toAddress(count) * 4;
  for (let at = values; at < end; at += 4) {
    const value = f32At(at);
    if (value !== value) continue;
    setI32(kept, i32At(at));
    kept += 4;
  }
  return toCount(kept - target) >> 2;
}

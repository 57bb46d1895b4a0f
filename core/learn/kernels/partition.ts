import { copyBytes, f32At, flag, i32At, setI32, toAddress, toCount, toF64, toI32, u16At, u8At } from './memory';

/**
 * Sorts the rows `from … to` of a node by the side that a split sends them to, each side in its old order: the left ones
 * to the front of the range, the right ones to `scratch`, at the same places. Returns how many go left.
 *
 * `column` holds one code for each row. Of the codes, `low … high` are bins of the feature: those up to `split` go left,
 * or with a set of bins, those that are not in it. All other codes are missing values, which go left if `missingLeft`.
 */
export function partitionBytes(
  column: usize,
  rows: usize,
  scratch: usize,
  from: i32,
  to: i32,
  low: i32,
  high: i32,
  split: i32,
  set: usize,
  missingLeft: i32,
): i32 {
  const first = rows + (from << 2);
  const end = rows + (to << 2);
  let left = first;
  let right = scratch + (from << 2);
  for (let at = first; at < end; at += 4) {
    const row = i32At(at);
    const code = u8At(column + row);
    const goesLeft = code < low || code >= high ? missingLeft : sideOfBin(code, split, set, code - low);
    setI32(left, row);
    setI32(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  return toCount(left - first) >> 2;
}

/** As {@link partitionBytes}, for codes of 16 bits. */
export function partitionWords(
  column: usize,
  rows: usize,
  scratch: usize,
  from: i32,
  to: i32,
  low: i32,
  high: i32,
  split: i32,
  set: usize,
  missingLeft: i32,
): i32 {
  const first = rows + (from << 2);
  const end = rows + (to << 2);
  let left = first;
  let right = scratch + (from << 2);
  for (let at = first; at < end; at += 4) {
    const row = i32At(at);
    const code = u16At(column + (row << 1));
    const goesLeft = code < low || code >= high ? missingLeft : sideOfBin(code, split, set, code - low);
    setI32(left, row);
    setI32(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  return toCount(left - first) >> 2;
}

/**
 * As {@link partitionBytes}, for a feature that is stored sparsely: `count` rows that have a value, ascending, at
 * `present`, and the number of the bin of each at `bins`. Rows of a node ascend as well, so one pass over both will do.
 */
export function partitionSparse(
  present: usize,
  bins: usize,
  count: i32,
  rows: usize,
  scratch: usize,
  from: i32,
  to: i32,
  split: i32,
  set: usize,
  missingLeft: i32,
): i32 {
  const first = rows + (from << 2);
  const end = rows + (to << 2);
  let left = first;
  let right = scratch + (from << 2);
  let entry = from < to ? firstAtLeast(present, count, i32At(first)) : 0;
  for (let at = first; at < end; at += 4) {
    const row = i32At(at);
    while (entry < count && i32At(present + toAddress(entry) * 4) < row) entry += 1;
    let goesLeft = missingLeft;
    if (entry < count && i32At(present + toAddress(entry) * 4) === row) {
      const bin = u16At(bins + toAddress(entry) * 2);
      goesLeft = sideOfBin(bin, split, set, bin);
    }
    setI32(left, row);
    setI32(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  return toCount(left - first) >> 2;
}

/**
 * As {@link partitionBytes}, by the values themselves, 32-bit floats: those below `threshold` go left, or with a set of
 * `categories` bits, those that are not in it. NaN is missing.
 */
export function partitionValues(
  column: usize,
  rows: usize,
  scratch: usize,
  from: i32,
  to: i32,
  threshold: f64,
  set: usize,
  categories: i32,
  missingLeft: i32,
): i32 {
  const first = rows + (from << 2);
  const end = rows + (to << 2);
  let left = first;
  let right = scratch + (from << 2);
  for (let at = first; at < end; at += 4) {
    const row = i32At(at);
    const value = f32At(column + toAddress(row) * 4);
    const goesLeft = value !== value ? missingLeft : sideOf(value, threshold, set, categories);
    setI32(left, row);
    setI32(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  return toCount(left - first) >> 2;
}

/** As {@link partitionValues}, for a feature that is stored sparsely, as in {@link partitionSparse}. */
export function partitionSparseValues(
  present: usize,
  values: usize,
  count: i32,
  rows: usize,
  scratch: usize,
  from: i32,
  to: i32,
  threshold: f64,
  set: usize,
  categories: i32,
  missingLeft: i32,
): i32 {
  const first = rows + (from << 2);
  const end = rows + (to << 2);
  let left = first;
  let right = scratch + (from << 2);
  let entry = from < to ? firstAtLeast(present, count, i32At(first)) : 0;
  for (let at = first; at < end; at += 4) {
    const row = i32At(at);
    while (entry < count && i32At(present + toAddress(entry) * 4) < row) entry += 1;
    let goesLeft = missingLeft;
    if (entry < count && i32At(present + toAddress(entry) * 4) === row) {
      goesLeft = sideOf(f32At(values + toAddress(entry) * 4), threshold, set, categories);
    }
    setI32(left, row);
    setI32(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  return toCount(left - first) >> 2;
}

/** 1 for a bin that goes left: by its code, or by the place that it has in a set. */
function sideOfBin(code: i32, split: i32, set: usize, member: i32): i32 {
  return set === 0 ? flag(code <= split) : outside(set, member);
}

/** 1 for a value that goes left. */
function sideOf(value: f64, threshold: f64, set: usize, categories: i32): i32 {
  if (set === 0) return flag(value < threshold);
  return value >= 0 && value < toF64(categories) ? outside(set, toI32(value)) : 1;
}

/** Puts the rows that went right, at their places in `scratch`, behind the left ones. */
export function joinSides(rows: usize, scratch: usize, from: i32, to: i32, left: i32): void {
  copyBytes(rows + ((from + left) << 2), scratch + (from << 2), (to - from - left) << 2);
}

/** 1 unless a number is in a set of bits. */
function outside(set: usize, member: i32): i32 {
  return 1 - ((i32At(set + ((member >> 5) << 2)) >>> (member & 31)) & 1);
}

function firstAtLeast(ascending: usize, count: i32, wanted: i32): i32 {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (i32At(ascending + toAddress(middle) * 4) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

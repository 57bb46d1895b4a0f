import { f32At, i32At, setF32, setI32, setU16, toAddress } from './memory';
import { sortPairs } from './sort-pairs';

/**
 * Ranks a column: sorts its `count` values, 32-bit floats without NaN, into `pairs` of the value's sorting key and its
 * row, writes the distinct values, ascending, to `distinct`, and returns how many there are. In `pairs` the key of each
 * is replaced by its rank.
 */
export function rankColumn(
  values: usize,
  pairs: usize,
  scratch: usize,
  counts: usize,
  count: i32,
  distinct: usize,
): i32 {
  for (let row = 0; row < count; row += 1) {
    const bits = i32At(values + toAddress(row) * 4);
    const pair = pairs + toAddress(row) * 8;
    setI32(pair, bits ^ ((bits >> 31) | (1 << 31)));
    setI32(pair + 4, row);
  }
  sortPairs(pairs, scratch, counts, count, 32);
  let rank = -1;
  let previous = 0;
  for (let at = 0; at < count; at += 1) {
    const pair = pairs + toAddress(at) * 8;
    const key = i32At(pair);
    if (rank < 0 || key !== previous) {
      rank += 1;
      setF32(distinct + toAddress(rank) * 4, f32At(values + toAddress(i32At(pair + 4)) * 4));
      previous = key;
    }
    setI32(pair, rank);
  }
  return rank + 1;
}

/** Writes the ranks that {@link rankColumn} left to their rows, in `width` bytes each: 2 or 4. */
export function writeRanks(pairs: usize, count: i32, codes: usize, width: i32): void {
  for (let at = 0; at < count; at += 1) {
    const pair = pairs + toAddress(at) * 8;
    const row = toAddress(i32At(pair + 4));
    if (width === 2) setU16(codes + row * 2, i32At(pair));
    else setI32(codes + row * 4, i32At(pair));
  }
}

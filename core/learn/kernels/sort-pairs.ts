import { copyBytes, fillBytes, i32At, setI32, toAddress } from './memory';

/** Bytes that {@link sortPairs} needs for counting. */
export const PAIR_COUNTS: i32 = 8192;

/**
 * Sorts pairs of whole numbers, 8 bytes each, ascending by the first, read without a sign, of which only the lower `bits`
 * are not zero; pairs of the same first number stay in their order (radix sort, least significant digit first; a few by
 * insertion). `scratch` has room for as many.
 */
export function sortPairs(pairs: usize, scratch: usize, counts: usize, count: i32, bits: i32): void {
  if (count <= 48) {
    insertPairs(pairs, count);
    return;
  }
  const most = count < 1500 ? 8 : 11;
  const passes = ((bits + most - 1) / most) | 0;
  const digit = ((bits + passes - 1) / passes) | 0;
  let from = pairs;
  let to = scratch;
  for (let pass = 0; pass < passes; pass += 1) {
    scatter(from, to, counts, count, pass * digit, digit);
    const held = from;
    from = to;
    to = held;
  }
  if (from !== pairs) copyBytes(pairs, from, count << 3);
}

function scatter(from: usize, to: usize, counts: usize, count: i32, shift: i32, digit: i32): void {
  const digits = 1 << digit;
  const mask = digits - 1;
  fillBytes(counts, 0, digits << 2);
  const end = from + toAddress(count) * 8;
  for (let at = from; at < end; at += 8) {
    const place = counts + (((i32At(at) >>> shift) & mask) << 2);
    setI32(place, i32At(place) + 1);
  }
  let start = 0;
  for (let place = counts; place < counts + (digits << 2); place += 4) {
    const found = i32At(place);
    setI32(place, start);
    start += found;
  }
  for (let at = from; at < end; at += 8) {
    const key = i32At(at);
    const place = counts + (((key >>> shift) & mask) << 2);
    const target = i32At(place);
    setI32(place, target + 1);
    setI32(to + toAddress(target) * 8, key);
    setI32(to + toAddress(target) * 8 + 4, i32At(at + 4));
  }
}

/** The order of numbers without a sign is that of signed ones whose highest bit is turned over. */
function insertPairs(pairs: usize, count: i32): void {
  const end = pairs + (count << 3);
  for (let next = pairs + 8; next < end; next += 8) {
    const key = i32At(next) ^ (1 << 31);
    const other = i32At(next + 4);
    let place = next;
    while (place > pairs) {
      const before = i32At(place - 8);
      if ((before ^ (1 << 31)) <= key) break;
      setI32(place, before);
      setI32(place + 4, i32At(place - 4));
      place -= 8;
    }
    setI32(place, key ^ (1 << 31));
    setI32(place + 4, other);
  }
}

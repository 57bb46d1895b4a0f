import { f64At, fillBytes, i32At, setF64, setI32, toAddress } from './memory';

/** Bytes of the counts that {@link sortFloats} works with. */
export const SORT_COUNT_BYTES: i32 = 3 * 2048 * 4;

/**
 * Sorts 32-bit floats in place, ascending, by their bits, least significant first (radix sort of 11, 11 and 10 bits).
 * `scratch` has room for as many, `counts` for its counts. There is no NaN among them.
 */
export function sortFloats(values: usize, scratch: usize, counts: usize, count: i32): void {
  if (count < 64) {
    insertFloats(values, count);
    return;
  }
  fillBytes(counts, 0, SORT_COUNT_BYTES);
  const end = values + toAddress(count) * 4;
  for (let at = values; at < end; at += 4) {
    const key = keyOf(i32At(at));
    setI32(at, key);
    countOne(counts + ((key & 2047) << 2));
    countOne(counts + 8192 + (((key >>> 11) & 2047) << 2));
    countOne(counts + 16384 + ((key >>> 22) << 2));
  }
  scatter(values, scratch, counts, count, 0);
  scatter(scratch, values, counts + 8192, count, 11);
  scatter(values, scratch, counts + 16384, count, 22);
  for (let at: usize = 0; at < toAddress(count) * 4; at += 4) setI32(values + at, bitsOf(i32At(scratch + at)));
}

/** Bits of a float as a number that is in the same order when it is read without a sign. */
function keyOf(bits: i32): i32 {
  return bits ^ ((bits >> 31) | (1 << 31));
}

function bitsOf(key: i32): i32 {
  return key ^ (((key >>> 31) - 1) | (1 << 31));
}

function countOne(address: usize): void {
  setI32(address, i32At(address) + 1);
}

function scatter(from: usize, to: usize, counts: usize, count: i32, shift: i32): void {
  let start = 0;
  for (let digit = 0; digit < 2048; digit += 1) {
    const found = i32At(counts + (digit << 2));
    setI32(counts + (digit << 2), start);
    start += found;
  }
  const end = from + toAddress(count) * 4;
  for (let at = from; at < end; at += 4) {
    const key = i32At(at);
    const place = counts + (((key >>> shift) & 2047) << 2);
    const target = i32At(place);
    setI32(to + toAddress(target) * 4, key);
    setI32(place, target + 1);
  }
}

/** For a few: by their keys, whose order with the sign bit turned over is that of whole numbers with a sign. */
function insertFloats(values: usize, count: i32): void {
  for (let next = 1; next < count; next += 1) {
    const bits = i32At(values + (next << 2));
    const key = keyOf(bits) ^ (1 << 31);
    let place = next;
    while (place > 0) {
      const before = i32At(values + ((place - 1) << 2));
      if ((keyOf(before) ^ (1 << 31)) <= key) break;
      setI32(values + (place << 2), before);
      place -= 1;
    }
    setI32(values + (place << 2), bits);
  }
}

/** Sorts records of 16 bytes, a double and a whole number, ascending by the double and then by the number (heap sort). */
export function sortByKey(records: usize, count: i32): void {
  for (let root = (count >> 1) - 1; root >= 0; root -= 1) siftDown(records, root, count);
  for (let last = count - 1; last > 0; last -= 1) {
    exchange(records, records + (last << 4));
    siftDown(records, 0, last);
  }
}

function siftDown(records: usize, from: i32, count: i32): void {
  let root = from;
  for (;;) {
    let child = (root << 1) + 1;
    if (child >= count) return;
    if (child + 1 < count && isBefore(records + (child << 4), records + ((child + 1) << 4))) child += 1;
    if (!isBefore(records + (root << 4), records + (child << 4))) return;
    exchange(records + (root << 4), records + (child << 4));
    root = child;
  }
}

function isBefore(one: usize, other: usize): boolean {
  const a = f64At(one);
  const b = f64At(other);
  return a < b || (a === b && i32At(one + 8) < i32At(other + 8));
}

function exchange(one: usize, other: usize): void {
  const key = f64At(one);
  const number = i32At(one + 8);
  setF64(one, f64At(other));
  setI32(one + 8, i32At(other + 8));
  setF64(other, key);
  setI32(other + 8, number);
}

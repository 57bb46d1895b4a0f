import type { Values } from './samples';

/** Below that many a comparing sort is faster than counting digits. */
const FEW = 2048;
const DIGITS = 2 ** 16;

/**
 * The places of finite numbers in ascending order, equal ones in the order they stand in; −0 equals 0. Radix sort by digits
 * of 16 bits, the least significant first (Knuth, The Art of Computer Programming, volume 3, section 5.2.5), several times
 * faster than comparing for a million. Takes 16 bytes for each number.
 */
export function ascendingOrder(values: Values): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let at = 0; at < order.length; at += 1) order[at] = at;
  if (order.length < FEW) return order.sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0));
  const words = sortableWords(values);
  const digits = new Uint16Array(words.buffer);
  let from = order;
  let to = new Uint32Array(values.length);
  // words are stored little-endian, so that digit 0 of each number is the least significant
  for (let digit = 0; digit < 4; digit += 1) {
    if (!sortByDigit(digits, digit, from, to)) continue;
    [from, to] = [to, from];
  }
  return from;
}

/** Two words for each number, whose bits ascend as the number does: of a negative one all are flipped, else the sign. */
function sortableWords(values: Values): Uint32Array {
  const numbers = new Float64Array(values.length);
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = (values[at] ?? 0) + 0;
  const words = new Uint32Array(numbers.buffer);
  for (let at = 0; at < words.length; at += 2) {
    const high = words[at + 1] ?? 0;
    const isNegative = high >>> 31 === 1;
    if (isNegative) words[at] = ~(words[at] ?? 0);
    words[at + 1] = isNegative ? ~high : high ^ 0x80000000;
  }
  return words;
}

/** Orders by one digit, keeping the order of equal ones; false, with nothing done, when all have the same. */
function sortByDigit(digits: Uint16Array, digit: number, from: Uint32Array, to: Uint32Array): boolean {
  const starts = new Uint32Array(DIGITS + 1);
  for (let at = digit; at < digits.length; at += 4) {
    const next = (digits[at] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  if (starts[(digits[digit] ?? 0) + 1] === from.length) return false;
  for (let of = 0; of < DIGITS; of += 1) starts[of + 1] = (starts[of + 1] ?? 0) + (starts[of] ?? 0);
  for (let at = 0; at < from.length; at += 1) {
    const place = from[at] ?? 0;
    const of = digits[place * 4 + digit] ?? 0;
    const free = starts[of] ?? 0;
    to[free] = place;
    starts[of] = free + 1;
  }
  return true;
}

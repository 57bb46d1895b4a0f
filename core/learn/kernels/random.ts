import { i32At, multiply, setI32, toF64, toI32, unsigned } from './memory';

/**
 * A generator's state is four words in memory, not all zero: xoshiro128** (Blackman and Vigna 2021), as `random.ts` of
 * core/learn has it. Returns 32 random bits.
 */
function randomBits(state: usize): i32 {
  const b = i32At(state + 4);
  const times5 = multiply(b, 5);
  const result = multiply((times5 << 7) | (times5 >>> 25), 9);
  const c = i32At(state + 8) ^ i32At(state);
  const d = i32At(state + 12) ^ b;
  setI32(state + 4, b ^ c);
  setI32(state, i32At(state) ^ d);
  setI32(state + 8, c ^ (b << 9));
  setI32(state + 12, (d << 11) | (d >>> 21));
  return result;
}

/** Uniform in [0, 1), of 53 bits. */
export function randomNumber(state: usize): f64 {
  const high = unsigned(randomBits(state) >>> 5);
  return (high * 67108864 + unsigned(randomBits(state) >>> 6)) / 9007199254740992;
}

/** Uniform among 0 … below − 1. */
export function randomBelow(state: usize, below: i32): i32 {
  return toI32(randomNumber(state) * toF64(below));
}

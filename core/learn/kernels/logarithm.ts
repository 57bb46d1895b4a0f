import { i32At, setF64, setI32, f64At, toF64 } from './memory';

const LN2: f64 = 0.6931471805599453;
const ROOT_HALF: f64 = 0.7071067811865476;

/**
 * The natural logarithm of a normal number above 0, to within a few units in the last place. Our own, as
 * {@link exponential}: by its exponent and the series of the inverse hyperbolic tangent. `scratch` are 8 bytes.
 */
export function logarithm(x: f64, scratch: usize): f64 {
  setF64(scratch, x);
  const high = i32At(scratch + 4);
  let exponent = ((high >>> 20) & 2047) - 1022;
  setI32(scratch + 4, (high & 0xfffff) | (1022 << 20));
  let mantissa = f64At(scratch); // from 0.5 on, below 1
  if (mantissa < ROOT_HALF) {
    mantissa *= 2;
    exponent -= 1;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum: f64 = 1.0 / 21;
  sum = sum * square + 1.0 / 19;
  sum = sum * square + 1.0 / 17;
  sum = sum * square + 1.0 / 15;
  sum = sum * square + 1.0 / 13;
  sum = sum * square + 1.0 / 11;
  sum = sum * square + 1.0 / 9;
  sum = sum * square + 1.0 / 7;
  sum = sum * square + 1.0 / 5;
  sum = sum * square + 1.0 / 3;
  sum = sum * square + 1;
  return toF64(exponent) * LN2 + 2 * ratio * sum;
}

import { floor, powerOfTwo, toI32 } from './memory';

const LOG2_E = 1.4426950408889634;
const LN2_HIGH = 6.9314718036912381649e-1; // the upper 33 bits: times a power of two below 2^11 it stays exact
const LN2_LOW = 1.90821492927058770002e-10;

/**
 * e to the power of x, to within 1 unit in the last place. Our own, because that of a JavaScript engine or a C library may
 * round otherwise elsewhere, and then grow another tree. By reduction to ±ln 2 / 2 and Taylor's series (Cody and Waite
 * 1980); outside of ±708 it stays at the ends.
 */
export function exponential(x: f64): f64 {
  const bounded = x > 708 ? 708 : x < -708 ? -708 : x;
  const exponent = floor(bounded * LOG2_E + 0.5);
  const r = bounded - exponent * LN2_HIGH - exponent * LN2_LOW;
  let sum: f64 = 1.6059043836821613e-10; // 1 / 13!
  sum = sum * r + 2.08767569878681e-9;
  sum = sum * r + 2.505210838544172e-8;
  sum = sum * r + 2.755731922398589e-7;
  sum = sum * r + 2.7557319223985893e-6;
  sum = sum * r + 2.48015873015873e-5;
  sum = sum * r + 0.0001984126984126984;
  sum = sum * r + 0.001388888888888889;
  sum = sum * r + 0.008333333333333333;
  sum = sum * r + 0.041666666666666664;
  sum = sum * r + 0.16666666666666666;
  sum = sum * r + 0.5;
  sum = sum * r + 1;
  sum = sum * r + 1;
  return sum * powerOfTwo(toI32(exponent));
}

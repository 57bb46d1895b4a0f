import type { NumericArray } from './npy-header';

/** Numbers of any class as such that compute with doubles: 64-bit integers are copied, 8 bytes each, all others kept. */
export function asDoubles(data: NumericArray): Exclude<NumericArray, BigInt64Array | BigUint64Array> {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  return data;
}

/** Doubles as JSON has them, NaN as null. */
export function storedNumbers(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

export function numbersOf(stored: readonly (number | null)[]): Float64Array {
  return Float64Array.from(stored, (value) => value ?? NaN);
}

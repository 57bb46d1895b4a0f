/** JSON has no numbers that are not finite: they are spelt as Protocol Buffers spell them. */
export type RecordedNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** A number as a record holds it. */
export function recordedNumber(value: number): RecordedNumber {
  if (Number.isFinite(value)) return value;
  return value > 0 ? 'Infinity' : value < 0 ? '-Infinity' : 'NaN';
}

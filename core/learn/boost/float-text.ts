/**
 * The shortest text that reads back as the same 32-bit float, in the form XGBoost writes: `1.5E0`, `2E2`, `-0E0`.
 * A double's shortest text is twice as long, and XGBoost takes `2` for an integer and refuses it.
 */
export function floatText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  if (size < 1e7 && Number.isInteger(size)) return sign + scientific(size, 0);
  // the digits before the last of seven; nine are always enough
  const exponent = Math.floor(Math.log10(size)) - 6;
  const seven = roundEven(scaled(size, -exponent));
  if (isSame(size, seven, exponent)) return sign + shortened(size, seven, exponent);
  const eight = roundEven(scaled(size, 1 - exponent));
  if (isSame(size, eight, exponent - 1)) return sign + scientific(eight, exponent - 1);
  return sign + scientific(roundEven(scaled(size, 2 - exponent)), exponent - 2);
}

/** Leaves out digits as long as the value stays the same. */
function shortened(size: number, digits: number, exponent: number): string {
  let best = digits;
  let power = 0;
  for (let fewer = 1; fewer < 7; fewer += 1) {
    const tried = roundEven(scaled(size, -exponent - fewer));
    if (!isSame(size, tried, exponent + fewer)) break;
    best = tried;
    power = fewer;
  }
  return scientific(best, exponent + power);
}

/** `digits` × 10^`exponent` as text. */
function scientific(digits: number, exponent: number): string {
  let rest = digits;
  let power = exponent;
  while (rest % 10 === 0) {
    rest /= 10;
    power += 1;
  }
  const text = String(rest);
  const point = power + text.length - 1;
  return text.length === 1 ? `${text}E${point}` : `${text.slice(0, 1)}.${text.slice(1)}E${point}`;
}

/** The nearest whole number, of two as near the even one. */
function roundEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

function isSame(size: number, digits: number, exponent: number): boolean {
  return Math.fround(scaled(digits, exponent)) === size;
}

const powers = Array.from({ length: 64 }, (_, exponent) => Number(`1e${exponent}`));

/** A number times a power of ten; dividing by a power is more exact than multiplying by its inverse. */
function scaled(value: number, exponent: number): number {
  return exponent < 0 ? value / (powers[-exponent] ?? 1) : value * (powers[exponent] ?? 1);
}

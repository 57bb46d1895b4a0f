/** A 32-bit float with as few digits as tell it from all others: 0.1 and not 0.10000000149011612. */
export function floatWords(value: number): string {
  const float = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return String(short);
  }
  return String(Number(float.toPrecision(9)));
}

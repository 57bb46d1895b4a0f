/**
 * Orders two texts by code point, as Python and UTF-8 do. JavaScript's own `<` compares UTF-16 code units, which puts
 * everything beyond U+FFFF (two surrogates, D800–DFFF) before U+E000–U+FFFF.
 */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return raised(a) - raised(b);
  }
  return left.length - right.length;
}

/** A code unit moved so that surrogates come after every other unit; order within each group stays. */
function raised(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

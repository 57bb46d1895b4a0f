/**
 * Which categories are infrequent, as scikit-learn's encoders decide it: those below `minFrequency` (a count, or a share of
 * the rows when below 1), then the rarest, the first of equals first, until at most `maxCategories` features are left, the
 * one of the infrequent categories always counted among them. Ascending.
 */
export function infrequentCategories(
  counts: readonly number[],
  rows: number,
  minFrequency: number | null,
  maxCategories: number | null,
): readonly number[] {
  const least = minFrequency === null ? 0 : minFrequency < 1 ? minFrequency * rows : minFrequency;
  const places = counts.map((_, place) => place);
  const infrequent = new Set(places.filter((place) => (counts[place] ?? 0) < least));
  if (maxCategories !== null && maxCategories < counts.length - infrequent.size + 1) {
    const byCount = [...places].sort((left, right) => (counts[left] ?? 0) - (counts[right] ?? 0));
    for (const place of byCount.slice(0, Math.max(0, counts.length - maxCategories + 1))) infrequent.add(place);
  }
  return [...infrequent].sort((left, right) => left - right);
}

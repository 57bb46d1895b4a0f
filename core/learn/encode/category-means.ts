/** Rows to leave out: those that are tested in the given fold. */
interface LeftOut {
  readonly testFold: Int32Array;
  readonly fold: number;
}

/**
 * The mean of a target over the rows of each category, drawn to the mean of all rows: equations 3 and 7 of Micci-Barreca
 * (2001) with `smooth` more rows of that mean, or for `auto` its equations 5 and 6, an empirical Bayes estimate that
 * weighs the variance within the category against that of all rows. A category without rows gets the mean of all.
 * `places` has the number of each row's category.
 */
export function categoryMeans(
  places: Int32Array,
  categories: number,
  target: Float64Array,
  smooth: 'auto' | number,
  leftOut: LeftOut | null,
): { readonly mean: number; readonly means: Float64Array } {
  const { testFold = null, fold = -1 } = leftOut ?? {};
  const sums = new Float64Array(categories);
  const counts = new Float64Array(categories);
  let [sum, rows] = [0, 0];
  for (let row = 0; row < places.length; row += 1) {
    if (testFold !== null && testFold[row] === fold) continue;
    const place = places[row] ?? 0;
    const value = target[row] ?? NaN;
    sums[place] = (sums[place] ?? 0) + value;
    counts[place] = (counts[place] ?? 0) + 1;
    sum += value;
    rows += 1;
  }
  const mean = sum / rows;
  if (smooth !== 'auto') {
    const means = sums.map((of, place) => {
      const count = (counts[place] ?? 0) + smooth;
      return count === 0 ? mean : (of + smooth * mean) / count;
    });
    return { mean, means };
  }
  const own = sums.map((of, place) => of / (counts[place] ?? 0));
  const squares = new Float64Array(categories);
  let variance = 0;
  for (let row = 0; row < places.length; row += 1) {
    if (testFold !== null && testFold[row] === fold) continue;
    const place = places[row] ?? 0;
    const value = target[row] ?? NaN;
    squares[place] = (squares[place] ?? 0) + (value - (own[place] ?? 0)) ** 2;
    variance += (value - mean) ** 2 / rows;
  }
  const means = own.map((of, place) => {
    const count = counts[place] ?? 0;
    const between = variance * count;
    const weight = between / (between + (squares[place] ?? 0) / count);
    return Number.isNaN(weight) ? mean : weight * of + (1 - weight) * mean;
  });
  return { mean, means };
}

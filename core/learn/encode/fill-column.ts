/** Writes a value for each row into one column of a row-major matrix; `values` has the one of code `c` at `c + 1`. */
export function fillColumn(
  data: Float64Array,
  column: number,
  columns: number,
  codes: Int32Array,
  values: Float64Array,
): void {
  for (let row = 0; row < codes.length; row += 1) {
    data[row * columns + column] = values[(codes[row] ?? -1) + 1] ?? NaN;
  }
}

/** What a benchmark has to reach: a figure and the most it may be. */
export interface Target {
  readonly figure: string;
  readonly atMost: number;
}

/** Prints rows as an aligned table, the first row being the heading. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    );
  }
}

/** Prints the closing JSON line. A target whose figure was not measured is not met. */
export function printResult(name: string, figures: Readonly<Record<string, number>>, targets: readonly Target[]): void {
  const met = targets.every(({ figure, atMost }) => (figures[figure] ?? Number.POSITIVE_INFINITY) <= atMost);
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, Number(value.toPrecision(4))]),
  );
  console.log(JSON.stringify({ bench: name, figures: rounded, targets, met }));
}

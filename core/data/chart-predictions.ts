import type { ChartDrawing } from '../protocol/charts';
import type { ChartRows } from './chart-rows';
import { hexagonsOf } from './hexagons';
import { noteErrors, predictionsOf } from './predictions';
import { numberOf, numberOrNull, onlyRow } from './values';

/** Rows that are drawn one by one; of more it is counted how many lie in each place. */
const mostPoints = 5000;

/**
 * What was predicted over what came true (`against` actual), or the residuals over what was predicted: points, or hexagons
 * of more than 5,000 rows. Notes how great the errors are.
 */
export async function scatterDrawing(rows: ChartRows, against: 'actual' | 'predicted'): Promise<ChartDrawing> {
  const { query, source, signal } = rows;
  const predictions = predictionsOf(rows);
  const { actual, predicted } = predictions;
  const count = await noteErrors(rows, predictions);
  const sql =
    against === 'actual'
      ? `SELECT actual AS x, predicted AS y FROM ${predictions.sql}`
      : `SELECT predicted AS x, actual - predicted AS y FROM ${predictions.sql}`;
  const axes =
    against === 'actual'
      ? ({ xAxis: actual, yAxis: predicted, line: 'diagonal' } as const)
      : ({ xAxis: predicted, yAxis: residualName(actual, predicted), line: 'zero' } as const);
  if (count > mostPoints) {
    return { kind: 'scatter', ...axes, marks: await hexagonsOf(query, { sql, values: source.values }, signal) };
  }
  const found = await (await query(sql, source.values, signal)).getRows();
  const points = found.map((row): readonly [number, number] => [numberOf(row[0]), numberOf(row[1])]);
  return { kind: 'scatter', ...axes, marks: { kind: 'points', points } };
}

/** How the residuals, actual − predicted, are distributed, in steps of 1, 2 or 5 by a power of ten, with an edge at 0. */
export async function residualsDrawing(rows: ChartRows): Promise<ChartDrawing> {
  const { query, source, configuration, signal } = rows;
  const predictions = predictionsOf(rows);
  await noteErrors(rows, predictions);
  const residuals = `SELECT actual - predicted AS r FROM ${predictions.sql}`;
  const range = await onlyRow(await query(`SELECT min(r), max(r) FROM (${residuals})`, source.values, signal));
  const [min, max] = [numberOrNull(range[0]), numberOrNull(range[1])];
  const column = residualName(predictions.actual, predictions.predicted);
  if (min === null || max === null) return { kind: 'histogram', column, histogram: { unit: 'number', buckets: [] } };
  const step = roundStep((max - min) / configuration.buckets);
  const counted = await query(
    `SELECT floor(r / $step) AS i, count(*) FROM (${residuals}) GROUP BY i`,
    { ...source.values, step },
    signal,
  );
  const counts = new Map((await counted.getRows()).map((row) => [numberOf(row[0]), numberOf(row[1])]));
  const first = Math.floor(min / step);
  const length = Math.floor(max / step) - first + 1;
  const buckets = Array.from({ length }, (_, at) => ({
    min: edge(first + at, step),
    max: edge(first + at + 1, step),
    count: counts.get(first + at) ?? 0,
  }));
  return { kind: 'histogram', column, histogram: { unit: 'number', buckets } };
}

function residualName(actual: string, predicted: string): string {
  return `${actual} − ${predicted}`;
}

/** The least of 1, 2 and 5 by a power of ten that is not less; 1 for nothing. */
function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = Math.floor(Math.log10(least));
  const mantissa = [1, 2, 5, 10].find((each) => Number(`${each}e${power}`) >= least) ?? 10;
  return Number(`${mantissa}e${power}`);
}

/** Without the last digits that multiplying has made up. */
function edge(index: number, step: number): number {
  return Number((index * step).toPrecision(12));
}

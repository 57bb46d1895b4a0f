import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meanAbsoluteError } from '../learn/metrics/absolute-error';
import { r2Score } from '../learn/metrics/r2-score';
import { rootMeanSquaredError } from '../learn/metrics/squared-error';
import type { ChartDrawing } from '../protocol/charts';
import { createChartProject, type ChartProject } from './chart-test-support';
import { containing } from './test-matchers';

/** Fares of trips and what a model would say: the same numbers in SQL and here, exactly. */
const rows = 20_000;
const actualOf = (row: number) => 3 + ((row * 7919) % 1000) / 16;
const predictedOf = (row: number) => 5 + ((row * 7919) % 1000) / 20 + ((row * 104_729) % 97) / 32;
const actual = Float64Array.from({ length: rows }, (_, row) => actualOf(row));
const predicted = Float64Array.from({ length: rows }, (_, row) => predictedOf(row));
const sql = (count: number) =>
  `SELECT 3 + ((i * 7919) % 1000) / 16 AS fare, 5 + ((i * 7919) % 1000) / 20 + ((i * 104729) % 97) / 32 AS prediction ` +
  `FROM range(${count}) t(i)`;

let charts: ChartProject;
beforeAll(async () => {
  charts = await createChartProject();
  await charts.project.storeTable(sql(rows), { name: 'many' });
  await charts.project.storeTable(sql(300), { name: 'few' });
  await charts.project.storeTable(
    `SELECT * FROM (VALUES (1.0, 1.5), (2.0, NULL), ('nan'::DOUBLE, 2.0), (3.0, 2.0), (4.0, 'inf'::DOUBLE)) t(fare, prediction)`,
    { name: 'gaps' },
  );
  await charts.project.storeTable('SELECT 2.0 AS fare, 2.0 AS prediction FROM range(3)', { name: 'same' });
  await charts.project.storeTable("SELECT 1.0 AS fare, DATE '2024-01-01' - DATE '2023-01-01' AS n, [1] AS list", {
    name: 'lists',
  });
  await charts.project.storeTable('SELECT 1.0 AS fare, 2.0 AS prediction WHERE false', { name: 'none' });
});
afterAll(() => charts.dispose());

const columns = { x: 'fare', y: 'prediction' };
const draw = (chart_type: string, on: string, more: object = columns) =>
  charts.draw({ configuration: { chart_type, ...more }, on });

function scatter(drawing: ChartDrawing): Extract<ChartDrawing, { kind: 'scatter' }> {
  if (drawing.kind !== 'scatter') throw new Error(`It is a ${drawing.kind}`);
  return drawing;
}

describe('a chart of predicted against actual values', () => {
  it('has a point for each of few rows, and the diagonal', async () => {
    const { drawing } = await draw('predicted against actual', 'few');
    const { xAxis, yAxis, line, marks } = scatter(drawing);
    expect({ xAxis, yAxis, line, kind: marks.kind }).toEqual({
      ...{ xAxis: 'fare', yAxis: 'prediction', line: 'diagonal', kind: 'points' },
    });
    const points = marks.kind === 'points' ? [...marks.points].sort(([a, b], [c, d]) => a - c || b - d) : [];
    const wanted = Array.from({ length: 300 }, (_, row) => [actualOf(row), predictedOf(row)] as const);
    expect(points).toEqual(wanted.sort(([a, b], [c, d]) => a - c || b - d));
  });

  it('counts many rows in the hexagons whose middles are nearest to them', async () => {
    const { marks } = scatter((await draw('predicted against actual', 'many')).drawing);
    if (marks.kind !== 'cells') throw new Error('not counted');
    const { width, height, cells } = marks;
    expect(cells.length).toBeLessThan(1500);
    const distance = (x: number, y: number, row: number) =>
      ((x - actualOf(row)) / width) ** 2 + 0.75 * ((y - predictedOf(row)) / height) ** 2;
    const counts = new Map<string, number>();
    const key = (x: number, y: number) => `${x.toFixed(6)} ${y.toFixed(6)}`;
    // every 40th row: of all rows this would be millions of distances
    for (let row = 0; row < rows; row += 40) {
      const nearest = cells.reduce((best, cell) =>
        distance(cell[0], cell[1], row) < distance(best[0], best[1], row) ? cell : best,
      );
      const name = key(nearest[0], nearest[1]);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      expect(distance(nearest[0], nearest[1], row)).toBeLessThanOrEqual(1 / 3 + 1e-9); // inside the hexagon
    }
    for (const [x, y, count] of cells) expect(counts.get(key(x, y)) ?? 0).toBeLessThanOrEqual(count);
    expect(cells.reduce((sum, [, , count]) => sum + count, 0)).toBe(rows);
  });

  it('says how great the errors are, as the metrics of eider/learn do', async () => {
    const short = (value: number) => String(Number(value.toPrecision(4)));
    const bias = actual.reduce((sum, value, row) => sum + value - (predicted[row] ?? 0), 0) / rows;
    const { notes } = await draw('predicted against actual', 'many');
    expect(notes).toEqual([
      `20,000 rows: mean absolute error ${short(meanAbsoluteError(actual, predicted))}, ` +
        `root mean squared error ${short(rootMeanSquaredError(actual, predicted))}, ` +
        `R² ${short(r2Score(actual, predicted))}, mean residual ${short(bias)}.`,
    ]);
  });

  it('leaves out rows without a number, and says so', async () => {
    const { drawing, notes } = await draw('predicted against actual', 'gaps');
    expect(scatter(drawing).marks).toEqual({
      kind: 'points',
      points: [
        [1, 1.5],
        [3, 2],
      ],
    });
    expect(notes[1]).toBe('3 rows without a number in fare or prediction are left out.');
  });

  it('draws values that are all the same, and nothing of no rows', async () => {
    const same = await draw('predicted against actual', 'same');
    expect(scatter(same.drawing).marks).toMatchObject({
      points: [
        [2, 2],
        [2, 2],
        [2, 2],
      ],
    });
    expect(same.notes).toEqual(['3 rows: mean absolute error 0, root mean squared error 0, mean residual 0.']);
    expect(scatter((await draw('predicted against actual', 'none')).drawing).marks).toMatchObject({ points: [] });
    expect((await draw('residuals', 'none')).drawing).toMatchObject({ histogram: { buckets: [] } });
    expect((await draw('residuals', 'same')).drawing).toMatchObject({
      histogram: { buckets: [{ min: 0, max: 1, count: 3 }] },
    });
  });

  it('takes the first two columns of a query that names none, and says what is wrong with a column', async () => {
    const { drawing } = await charts.draw({
      configuration: { chart_type: 'predicted against actual' },
      ...{ source: 'SELECT fare AS actual, prediction FROM {{ df_1 }}', language: 'sql', on: 'few' },
    });
    expect(scatter(drawing)).toMatchObject({ xAxis: 'actual', yAxis: 'prediction' });
    expect((await draw('residuals', 'few', { x: 'fare', y: 'predicton' })).drawing).toMatchObject({
      kind: 'empty',
      remedy: containing('Did you mean prediction?'),
    });
    await expect(draw('residuals', 'lists', { x: 'fare', y: 'list' })).rejects.toMatchObject({
      problem: { code: 'chart_column_type' },
    });
  });
});

describe('a chart of residuals', () => {
  it('draws them over what was predicted', async () => {
    const { line, yAxis, marks } = scatter((await draw('residuals against predicted', 'few')).drawing);
    expect({ line, yAxis }).toEqual({ line: 'zero', yAxis: 'fare − prediction' });
    const [x = 0, y = 0] = marks.kind === 'points' ? (marks.points[7] ?? []) : [];
    expect([x, y]).toEqual([predictedOf(7), actualOf(7) - predictedOf(7)]);
  });

  it('counts them in steps that are round, with an edge at 0', async () => {
    const { drawing } = await draw('residuals', 'many', { ...columns, buckets: 20 });
    if (drawing.kind !== 'histogram') throw new Error(drawing.kind);
    const { buckets } = drawing.histogram;
    expect(buckets.length).toBeLessThanOrEqual(21);
    expect(buckets.map(({ min }) => min)).toContain(0);
    for (const { min, max, count } of buckets) {
      expect(max - min).toBeCloseTo(1, 9);
      let inside = 0;
      for (let row = 0; row < rows; row += 1) {
        const residual = actualOf(row) - predictedOf(row);
        if (residual >= min && residual < max) inside += 1;
      }
      expect(count).toBe(inside);
    }
  });

  it('finds the steps of residuals that are small', async () => {
    const { drawing } = await charts.draw({
      configuration: { chart_type: 'residuals', buckets: 10 },
      ...{ source: 'SELECT i / 1e4 AS a, 0 AS p FROM range(-500, 500) t(i)', language: 'sql', on: 'few' },
    });
    if (drawing.kind !== 'histogram') throw new Error(drawing.kind);
    expect(drawing.histogram.buckets.map(({ min }) => min)).toEqual([
      -0.05, -0.04, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03, 0.04,
    ]);
    expect(drawing.histogram.buckets.map(({ count }) => count)).toEqual(Array(10).fill(100));
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChartProject, type ChartProject } from './chart-test-support';
import { containing } from './test-matchers';

let charts: ChartProject;
beforeAll(async () => {
  charts = await createChartProject();
  await charts.project.storeTable(
    "SELECT TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS time, i % 3 AS n FROM range(48) r(i)",
    { name: 'trips' },
  );
});
afterAll(() => charts.dispose());

describe('a chart with SQL', () => {
  const sql = (source: string, configuration: object) => charts.draw({ configuration, source, language: 'sql' });

  it('draws what the SQL selects, with upstream and variables in place', async () => {
    const source =
      'CREATE TEMP TABLE a AS SELECT * FROM {{ df_1 }};\nselect n as small from a where n <= {{ most }} -- few';
    const { drawing } = await sql(source, { chart_type: 'histogram', x: 'small', buckets: 20 });
    expect(drawing).toMatchObject({ histogram: { buckets: [{ count: 16 }, { count: 16 }] } });
  });

  it('draws columns as they are, in the order of the rows', async () => {
    const source =
      "select * from (values ('z', 3, 1), ('a', 1, 2), ('m', 2, null)) t(name, height, other) order by height";
    expect((await sql(source, { chart_type: 'bar chart', x: 'name', y: 'height' })).drawing).toEqual({
      kind: 'series',
      style: 'bar',
      horizontal: false,
      axis: 'name',
      labels: ['a', 'm', 'z'],
      series: [{ label: 'height', values: [1, 2, 3] }],
    });
    expect((await sql(source, { chart_type: 'line chart' })).drawing).toMatchObject({
      series: [{ label: 'height' }, { label: 'other', values: [2, null, 1] }],
    });
    expect((await sql(source, { chart_type: 'pie chart', x: 'name', y: 'height' })).drawing).toMatchObject({
      slices: [
        { label: 'z', count: 3 },
        { label: 'm', count: 2 },
        { label: 'a', count: 1 },
      ],
    });
    expect((await sql(source, { chart_type: 'table', limit: 1 })).drawing).toMatchObject({
      headers: ['name', 'height', 'other'],
      rows: [['a', 1, 2]],
    });
  });

  it('draws points in time', async () => {
    const source = 'select time, n from {{ df_1 }} where n = 2 order by time limit 2';
    expect((await sql(source, { chart_type: 'time series line chart', x: 'time', y: ['n'] })).drawing).toMatchObject({
      points: true,
      ends: [2, 5].map((hour) => Date.UTC(2024, 0, 1, hour) / 1000),
      series: [{ label: 'n', values: [2, 2] }],
    });
  });

  it('leads to the line of an error in its SQL', async () => {
    await expect(sql('select\n  nothing\nfrom {{ df_1 }}', { chart_type: 'table' })).rejects.toMatchObject({
      problem: { code: 'sql_failed', file: containing('c.sql'), line: 2, column: 3 },
    });
  });

  it('ends when its time is up, and the next is drawn', async () => {
    const endless = 'with recursive t(n) as (select 1 union all select 1 from t) select count(*) as n from t';
    const chart = { configuration: { chart_type: 'table' }, language: 'sql' };
    await expect(charts.draw({ ...chart, source: endless, timeout: 1 })).rejects.toMatchObject({
      problem: { code: 'chart_timeout', file: containing('c.sql'), message: containing('longer than 1 second') },
    });
    expect((await charts.draw({ ...chart, source: 'select 1 as n' })).drawing).toMatchObject({ rows: [[1]] });
  });

  it.each([
    ["select length(content) as n from read_text('/etc/passwd')", 'sql_failed'],
    ["copy (select 1) to 'stolen.csv'", 'chart_sql'],
    ["attach 'x.db'; select 1 as n", 'chart_sql'],
    ['set enable_external_access = true; select 1 as n', 'sql_failed'],
  ])('reads nothing but its outputs: %s', async (source, code) => {
    await expect(sql(source, { chart_type: 'table' })).rejects.toMatchObject({ problem: { code } });
  });
});

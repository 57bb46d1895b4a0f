import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWithPackages, withReason } from '../../test/support/python';
import { createChartProject, type ChartProject } from './chart-test-support';

const packed = await pythonWithPackages();

let charts: ChartProject;
beforeAll(async () => {
  charts = await createChartProject();
  await charts.project.storeTable(
    "SELECT i % 3 AS n, CASE WHEN i < 4 THEN 'few' END AS t, TIMESTAMP '2024-01-01' + INTERVAL (i) DAY AS at FROM range(12) r(i)",
    { name: 'trips' },
  );
});
afterAll(() => charts.dispose());

describe.skipIf('unavailable' in packed)(withReason('a chart of pandas code', packed), { timeout: 120_000 }, () => {
  const pandas = (source: string, configuration: object) =>
    charts.draw({ configuration, source }, { code: { python: 'command' in packed ? packed.command : null } });

  it('takes Series, Index, arrays and tables', async () => {
    const source = 'counts = df_1.groupby("n").size()\nx, y = counts.index, counts';
    expect((await pandas(source, { chart_type: 'bar chart', x: 'x', y: 'y' })).drawing).toMatchObject({
      labels: ['0', '1', '2'],
      series: [{ values: [4, 4, 4] }],
    });
    const line = 'import numpy as np\nx = df_1["at"].to_numpy()[:2]\ny = df_1[["n"]].iloc[:2]';
    expect((await pandas(line, { chart_type: 'time series line chart', x: 'x', y: 'y' })).drawing).toMatchObject({
      ends: [Date.UTC(2024, 0, 1) / 1000, Date.UTC(2024, 0, 2) / 1000],
      series: [{ label: 'n', values: [0, 1] }],
    });
    expect((await pandas('x = df_1["t"]', { chart_type: 'pie chart', x: 'x' })).drawing).toMatchObject({
      slices: [{ label: 'few', count: 4 }],
    });
  });

  it('cuts tables of pandas and numpy to the limit', async () => {
    const draw = async (source: string, limit?: number) => {
      const { drawing } = await pandas(source, { chart_type: 'table', x: 'x', y: 'y', index: 'i', limit });
      return drawing.kind === 'table' ? [drawing.headers, drawing.rows.length, drawing.index?.length ?? 0] : [];
    };
    expect(await draw('y = df_1\ni = df_1.index')).toEqual([['n', 't', 'at'], 10, 10]);
    expect(await draw('x = ["a"]\ny = df_1[["n"]].to_numpy()', 2)).toEqual([['a'], 2, 0]);
    expect(await draw('x = ["a"]\ny = df_1[["n"]].values.tolist()', 2)).toEqual([['a'], 12, 0]);
  });

  it('groups the table or the matrix that its data source gives', async () => {
    const configuration = (column: string) => ({
      ...{ chart_type: 'bar chart', group_by: [column] },
      metrics: [{ aggregation: 'count', column }],
    });
    const table = '@data_source\ndef source(data):\n    return data[data["n"] > 0]';
    expect((await pandas(table, configuration('n'))).drawing).toMatchObject({
      labels: ['1', '2'],
      series: [{ values: [4, 4] }],
    });
    const matrix =
      'import scipy.sparse as sp\n@data_source\ndef source(data):\n    return [sp.csr_matrix([[0, 2], [1, 2]]), 7]';
    expect((await pandas(matrix, configuration('1'))).drawing).toMatchObject({
      labels: ['2.0'],
      series: [{ values: [2] }],
    });
  });

  it('without x and y is drawn of the blocks above', async () => {
    const configuration = { chart_type: 'pie chart', group_by: ['n'] };
    expect((await pandas('print("nothing")', configuration)).drawing).toMatchObject({
      slices: ['2', '1', '0'].map((label) => ({ label, count: 4 })),
    });
  });
});

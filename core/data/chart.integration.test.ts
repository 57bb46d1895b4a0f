import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sparseMatrix } from '../learn/encode/csr';
import { writeSparse } from '../learn/encode/sparse-arrow';
import { createChartProject, type ChartProject } from './chart-test-support';
import { containing } from './test-matchers';

let charts: ChartProject;
beforeAll(async () => {
  charts = await createChartProject();
  await charts.project.storeTable(
    "SELECT TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS time, i % 3 AS n FROM range(48) r(i)",
    { name: 'trips' },
  );
  await charts.project.storeTable(
    `SELECT * FROM (VALUES
      ('b', 1, 4.0, '10'), ('a', 2, 1.0, ' '), ('a', 1, 3.0, '2.5'), (NULL, 1, 9.0, '7'),
      ('b', 2, 'nan'::DOUBLE, NULL), ('a', 1, 2.0, 'x'), ('b', NULL, 8.0, '4')) t(kind, size, value, words)`,
    { name: 'rows' },
  );
  await charts.project.storeTable("SELECT 1 AS n, 'x' AS t WHERE false", { name: 'empty' });
  await charts.project.storeTable('SELECT NULL::INTEGER AS n, NULL::VARCHAR AS t FROM range(3)', { name: 'nulls' });
  await charts.project.storeTable("SELECT 5 AS n, 'one' AS t", { name: 'single' });
});
afterAll(() => charts.dispose());

const metric = (aggregation: string, column: string) => ({ aggregation, column });

describe('a chart without code', () => {
  it('draws a histogram', async () => {
    expect(await charts.draw({ configuration: { chart_type: 'histogram', group_by: ['n'], buckets: '20' } })).toEqual({
      title: 'My chart',
      drawing: {
        kind: 'histogram',
        column: 'n',
        histogram: { unit: 'number', buckets: [0, 1, 2].map((min) => ({ min, max: min + 1, count: 16 })) },
      },
      look: {
        ...{ height: null, legend: [], xGrid: true, yGrid: true, smooth: false },
        ...{ xAxis: null, yAxis: null, xTooltip: null, yTooltip: null },
      },
      printed: '',
      notes: [],
    });
  });

  it('draws a time series', async () => {
    const configuration = {
      ...{ chart_type: 'time series line chart', group_by: ['time'], time_interval: 'day' },
      metrics: [metric('sum', 'n')],
    };
    expect((await charts.draw({ configuration })).drawing).toEqual({
      kind: 'time_series',
      column: 'time',
      style: 'line',
      points: false,
      ends: [Date.UTC(2024, 0, 2) / 1000, Date.UTC(2024, 0, 3) / 1000],
      series: [{ label: 'sum(n)', values: [24, 24] }],
    });
  });

  it('groups bars by the values of a column, without the missing ones', async () => {
    const metrics = ['count', 'count_distinct', 'average', 'median', 'mode', 'min', 'max', 'sum'].map((aggregation) =>
      metric(aggregation, 'value'),
    );
    const configuration = { chart_type: 'bar chart', group_by: ['kind'], metrics, chart_style: 'horizontal' };
    const { drawing } = await charts.draw({ configuration, on: 'rows' });
    expect(drawing).toMatchObject({ kind: 'series', style: 'bar', horizontal: true, axis: 'kind', labels: ['a', 'b'] });
    expect('series' in drawing ? drawing.series.map(({ label, values }) => [label, ...values]) : []).toEqual([
      ['count(value)', 3, 2],
      ['count_distinct(value)', 3, 2],
      ['average(value)', 2, 6],
      ['median(value)', 2, 8],
      ['mode(value)', 1, 4],
      ['min(value)', 1, 4],
      ['max(value)', 3, 8],
      ['sum(value)', 6, 12],
    ]);
  });

  it('groups lines by several columns', async () => {
    const configuration = {
      chart_type: 'line chart',
      group_by: ['kind', 'size'],
      metrics: [metric('sum', 'value'), metric('count', 'words')],
    };
    expect((await charts.draw({ configuration, on: 'rows' })).drawing).toMatchObject({
      labels: ['a, 1', 'a, 2', 'b, 1', 'b, 2'],
      series: [{ values: [5, 1, 4, 0] }, { values: [2, 0, 1, 0] }],
    });
  });

  it('takes numbers written as text for numbers, and leaves out what is none', async () => {
    const configuration = { chart_type: 'bar chart', group_by: 'kind', metrics: [metric('sum', 'words')] };
    expect((await charts.draw({ configuration, on: 'rows' })).drawing).toMatchObject({
      series: [{ label: 'sum(words)', values: [2.5, 14] }],
    });
  });

  it.each([
    ['ascending', ['b', 'a'], [2, 3]],
    ['descending', ['a', 'b'], [3, 2]],
  ])('sorts bars: %s', async (order, labels, values) => {
    const configuration = {
      ...{ chart_type: 'bar chart', group_by: ['kind'], y_sort_order: order },
      metrics: [metric('count', 'value')],
    };
    expect((await charts.draw({ configuration, on: 'rows' })).drawing).toMatchObject({ labels, series: [{ values }] });
  });

  it('counts for a pie, the most frequent first and of equals the greatest', async () => {
    const draw = async (buckets: number) =>
      charts.draw({ configuration: { chart_type: 'pie chart', group_by: ['size'], buckets }, on: 'rows' });
    expect((await draw(40)).drawing).toEqual({
      kind: 'pie',
      column: 'size',
      slices: [
        { label: '1', count: 4 },
        { label: '2', count: 2 },
      ],
    });
    expect(await draw(1)).toMatchObject({
      drawing: { slices: [{ label: '1' }] },
      notes: ['1 rarer values are left out.'],
    });
    const tied = await charts.draw({ configuration: { chart_type: 'pie chart', group_by: ['kind'] }, on: 'rows' });
    expect(tied.drawing).toMatchObject({ slices: [{ label: 'b' }, { label: 'a' }] });
  });

  it('shows the first rows of a table in the order that is asked for, missing values last', async () => {
    const draw = (rest: object) =>
      charts.draw({ configuration: { chart_type: 'table', group_by: ['kind', 'value'], ...rest }, on: 'rows' });
    expect((await draw({ limit: 2 })).drawing).toEqual({
      kind: 'table',
      headers: ['kind', 'value'],
      rows: [
        ['b', 4],
        ['a', 1],
      ],
      index: null,
    });
    const sorted = (await draw({ order_by: ['value'], y_sort_order: 'descending', limit: '7' })).drawing;
    expect('rows' in sorted ? sorted.rows.map(([, value]) => value) : []).toEqual([9, 8, 4, 3, 2, 1, 'NaN']);
  });

  it('finds columns of a sparse matrix by their numbers', async () => {
    const matrix = sparseMatrix({
      ...{ rows: 3, columns: 4, featureNames: null },
      indptr: Int32Array.of(0, 1, 1, 3),
      indices: Int32Array.of(2, 0, 2),
      values: Float64Array.of(5, 7, 6),
    });
    await charts.project.storeFile('sparse', 'matrix', 'output_0.arrow', (file) => writeSparse(file, matrix));
    const configuration = { chart_type: 'pie chart', group_by: ['2'] };
    expect((await charts.draw({ configuration, on: 'matrix' })).drawing).toMatchObject({
      slices: [
        { label: '6.0', count: 1 },
        { label: '5.0', count: 1 },
        { label: '0.0', count: 1 },
      ],
    });
    expect(
      (await charts.draw({ configuration: { chart_type: 'histogram', group_by: ['9'] }, on: 'matrix' })).drawing,
    ).toMatchObject({ kind: 'empty', message: containing('no column 9') });
  });

  it('draws nothing, and says why, when a column is not there', async () => {
    const configuration = {
      chart_type: 'time series bar chart',
      group_by: ['tim'],
      metrics: [metric('count', 'n')],
    };
    expect((await charts.draw({ configuration })).drawing).toMatchObject({
      kind: 'empty',
      message: containing('no column tim'),
      remedy: containing('Did you mean time?'),
    });
  });

  it('leaves out a metric whose column is not there', async () => {
    const configuration = {
      chart_type: 'bar chart',
      group_by: ['kind'],
      metrics: [metric('sum', 'gone'), metric('count', 'kind')],
    };
    expect(await charts.draw({ configuration, on: 'rows' })).toMatchObject({
      drawing: { series: [{ label: 'count(kind)' }] },
      notes: ['There is no column gone in output output_0.'],
    });
  });

  it.each(['empty', 'nulls', 'single'])('draws what there is: %s', async (on) => {
    const draw = async (chart_type: string, rest: object = {}) =>
      (await charts.draw({ configuration: { chart_type, group_by: ['n'], ...rest }, on })).drawing;
    const some = on === 'single';
    const metrics = [metric('sum', 'n')];
    expect(await draw('bar chart', { metrics })).toMatchObject({ labels: some ? ['5'] : [] });
    expect(await draw('line chart', { metrics })).toMatchObject({ series: [{ values: some ? [5] : [] }] });
    expect(await draw('pie chart')).toMatchObject({ slices: some ? [{ label: '5', count: 1 }] : [] });
    expect(await draw('histogram')).toMatchObject({
      histogram: { buckets: some ? [{ min: 5, max: 6, count: 1 }] : [] },
    });
    expect(await draw('time series bar chart', { metrics })).toMatchObject({ ends: [] });
    expect(await draw('table')).toMatchObject({ rows: on === 'empty' ? [] : some ? [[5]] : [[null], [null], [null]] });
  });

  it.each([
    [{ chart_type: 'scatter plot' }, 'chart_type_unsupported', 'scatter plot'],
    [{}, 'chart_type_unsupported', 'no chart_type'],
    [{ chart_type: 'custom' }, 'chart_configuration', 'custom chart'],
    [{ chart_type: 'bar chart', group_by: ['n'] }, 'chart_configuration', 'no metrics'],
    [{ chart_type: 'table', metrics: [metric('most', 'n')] }, 'chart_configuration', 'metrics.0.aggregation'],
    [{ chart_type: 'histogram', buckets: 'many' }, 'chart_configuration', 'buckets'],
  ])('says what is wrong with %j', async (configuration, code, words) => {
    await expect(charts.draw({ configuration })).rejects.toMatchObject({
      problem: { code, message: containing(words) },
    });
  });

  it('takes over how it wants to be drawn, and notes formats that it does not understand', async () => {
    const configuration = {
      ...{ chart_type: 'histogram', group_by: ['n'], height: '300', legend_labels: 'Trips, Other' },
      design: { x_grid_lines_hidden: true },
      x_axis_label_format: 'return value.toFixed(1)',
      y_axis_label_format: 'return window.top.location',
    };
    expect(await charts.draw({ configuration })).toMatchObject({
      look: {
        height: 300,
        legend: ['Trips', 'Other'],
        xGrid: false,
        yGrid: true,
        yAxis: null,
        xAxis: { kind: 'pieces' },
      },
      notes: [containing('y_axis_label_format')],
    });
  });
});

describe('a chart that cannot be drawn', () => {
  it('has code in a language that charts cannot have', async () => {
    const chart = { configuration: { chart_type: 'table' }, source: 'export default 1', language: 'typescript' };
    await expect(charts.draw(chart)).rejects.toMatchObject({ problem: { code: 'chart_code_unsupported' } });
    expect((await charts.draw({ ...chart, source: ' \n' })).drawing).toMatchObject({ kind: 'table' });
  });

  it('is not in its pipeline', async () => {
    await charts.draw({ configuration: { chart_type: 'table' } });
    const params = { project: charts.project.root, pipeline: 'p', chart: 'other', run: null };
    await expect(charts.server.answer('chart', params, new AbortController().signal)).rejects.toMatchObject({
      problem: { code: 'chart_missing' },
    });
  });
});

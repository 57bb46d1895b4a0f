import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeNpy } from '../learn/encode/npy';
import { sparseMatrix } from '../learn/encode/csr';
import { writeSparse } from '../learn/encode/sparse-arrow';
import type { DataMethod } from '../protocol/data';
import { openDataServer, type DataServer } from './server';
import { createTestProject, type TestProject } from './test-support';
import { anyText, containing, matching } from './test-matchers';

let project: TestProject;
let server: DataServer;
beforeAll(async () => {
  project = await createTestProject();
  server = await openDataServer({ tempDirectory: path.join(project.root, 'spill') });
  await project.storeTable(
    "SELECT TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS time, i % 3 AS n FROM range(48) r(i)",
    {
      name: 'trips',
    },
  );
});
afterAll(async () => {
  server.close();
  await project.dispose();
});
const ask = (method: DataMethod, params: object, signal = new AbortController().signal) =>
  server.answer(method, { project: project.root, pipeline: 'p', ...params }, signal);
const output = (block: string) => ({ block, run: null, index: 0 });

describe('openDataServer', () => {
  it('answers with schema, page, profile and histogram of a table', async () => {
    expect(await ask('schema', output('trips'))).toEqual({
      columns: [
        { name: 'time', type: 'TIMESTAMP' },
        { name: 'n', type: 'BIGINT' },
      ],
      rows: 48,
    });
    const page = {
      ...output('trips'),
      offset: 0,
      limit: 5,
      sort: [],
      filters: [{ op: 'equals', column: 'n', value: '1' }],
    };
    expect(await ask('page', page)).toMatchObject({ rows: 16 });
    expect(await ask('profile', { ...output('trips'), column: 'n', filters: [] })).toMatchObject({
      distinct: 3,
      mean: 1,
    });
    expect(await ask('histogram', { ...output('trips'), column: 'n', filters: [], buckets: 20 })).toEqual({
      unit: 'number',
      buckets: [0, 1, 2].map((min) => ({ min, max: min + 1, count: 16 })),
    });
  });

  it('says what to do when a block has no output', async () => {
    await expect(ask('schema', output('nobody'))).rejects.toMatchObject({
      problem: { code: 'output_missing', remedy: anyText() },
    });
  });

  it.each([
    ['page', { ...output('trips'), offset: -1, limit: 5, sort: [], filters: [] }],
    ['page', { ...output('trips'), offset: 0, limit: 1e9, sort: [], filters: [] }],
    ['page', { ...output('trips'), offset: 0, limit: 5, sort: [], filters: [{ op: 'drop', column: 'n' }] }],
    ['schema', { block: '../../secret', run: null, index: 0 }],
    ['log', { run: '..', block: 'trips', from: 0 }],
    ['schema', { ...output('trips'), project: 'relative' }],
  ] as const)('refuses %s with wrong parameters (%#)', async (method, params) => {
    await expect(ask(method, params)).rejects.toMatchObject({ problem: { code: 'request_invalid' } });
  });

  it('refuses a request it does not know', async () => {
    await expect(server.answer('toString', {}, new AbortController().signal)).rejects.toMatchObject({
      problem: { code: 'request_unknown' },
    });
  });

  it('rejects a cancelled request with an abort error', async () => {
    const page = { ...output('trips'), offset: 0, limit: 5, sort: [], filters: [] };
    await expect(ask('page', page, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('reads logs and lays out graphs', async () => {
    expect(await ask('log', { run: 'r', block: 'trips', from: 0 })).toEqual({ text: '', next: 0 });
    const nodes = [{ id: 'a', width: 10, height: 10 }];
    expect(await server.answer('layout', { nodes, edges: [] }, new AbortController().signal)).toEqual({
      positions: [{ id: 'a', x: 0, y: 0 }],
    });
  });
});

describe('previews', () => {
  const preview = (name: string) => ask('preview', output(name));

  it('lays out JSON and cuts long text where a character ends', async () => {
    await project.storeFile('json', 'settings', 'output_0.json', (file) => writeFile(file, '{"a":[1]}'));
    expect(await preview('settings')).toEqual({ text: '{\n  "a": [\n    1\n  ]\n}', truncated: false });
    await project.storeFile('text', 'long', 'output_0.txt', (file) => writeFile(file, `x${'€'.repeat(40_000)}`));
    const long = await preview('long');
    expect(long).toMatchObject({ truncated: true, text: matching(/^x€+$/) });
  });

  it('shows shape, density and first rows of a sparse matrix by feature name', async () => {
    const matrix = sparseMatrix({
      rows: 2,
      columns: 3,
      indptr: new Int32Array([0, 2, 3]),
      indices: new Int32Array([0, 2, 1]),
      values: new Float64Array([1, 2.5, 1]),
      featureNames: ['zone=a', 'zone=b', 'distance'],
    });
    await project.storeFile('sparse', 'matrix', 'output_0.arrow', (file) => writeSparse(file, matrix));
    expect(await preview('matrix')).toEqual({
      text: 'Sparse matrix, 2 rows × 3 columns, 3 values stored (50.0 %)\n\nrow 0  zone=a: 1, distance: 2.5\nrow 1  zone=b: 1',
      truncated: false,
    });
  });

  it('shows shape and first values of an array', async () => {
    await project.storeFile('array', 'vector', 'output_0.npy', (file) =>
      writeNpy(file, new Float64Array([1, 2.5]), [2]),
    );
    expect(await preview('vector')).toMatchObject({
      text: matching(/shape \(2\)\n\n1\n2.5$/),
      truncated: false,
    });
  });

  it('refuses a table', async () => {
    await expect(preview('trips')).rejects.toMatchObject({ problem: { code: 'output_is_table' } });
  });
});

describe('charts', () => {
  let configuration: object;
  let language: string;
  beforeEach(() => {
    language = 'sql';
    configuration = { chart_type: 'histogram', x: 'n', buckets: '20' };
  });

  async function draw(sql = '') {
    const folder = path.join(project.root, 'pipelines', 'p');
    await mkdir(folder, { recursive: true });
    await mkdir(path.join(project.root, 'charts'), { recursive: true });
    await mkdir(path.join(project.root, 'data_loaders'), { recursive: true });
    await writeFile(path.join(project.root, 'metadata.yaml'), 'project_uuid: test\n');
    await writeFile(path.join(project.root, 'charts', `c.${language === 'sql' ? 'sql' : 'py'}`), sql);
    await writeFile(path.join(project.root, 'data_loaders', 'trips.sql'), 'select 1');
    const block = { uuid: 'trips', name: 'trips', type: 'data_loader', language: 'sql' };
    const chart = { uuid: 'c', name: 'My chart', type: 'chart', language, upstream_blocks: ['trips'], configuration };
    // JSON is YAML.
    const pipeline = {
      uuid: 'p',
      name: 'p',
      type: 'python',
      blocks: [block],
      widgets: [chart],
      variables: { most: 1 },
    };
    await writeFile(path.join(folder, 'metadata.yaml'), JSON.stringify(pipeline));
    return ask('chart', { chart: 'c', run: null });
  }

  it('draws a histogram from the configuration alone', async () => {
    expect(await draw()).toEqual({
      kind: 'histogram',
      title: 'My chart',
      column: 'n',
      histogram: { unit: 'number', buckets: [0, 1, 2].map((min) => ({ min, max: min + 1, count: 16 })) },
    });
  });

  it('draws what the SQL selects, with upstream and variables in place', async () => {
    configuration = { chart_type: 'histogram', x: 'small', buckets: 20 };
    const sql =
      'CREATE TEMP TABLE a AS SELECT * FROM {{ df_1 }};\nselect n as small from a where n <= {{ most }} -- few';
    expect(await draw(sql)).toMatchObject({ histogram: { buckets: [{ count: 16 }, { count: 16 }] } });
  });

  it('draws a time series', async () => {
    const metrics = [{ aggregation: 'sum', column: 'n' }];
    configuration = { chart_type: 'time series line chart', group_by: ['time'], metrics, time_interval: 'day' };
    expect(await draw()).toEqual({
      kind: 'time_series',
      title: 'My chart',
      column: 'time',
      style: 'line',
      ends: [Date.UTC(2024, 0, 2) / 1000, Date.UTC(2024, 0, 3) / 1000],
      series: [{ label: 'sum(n)', values: [24, 24] }],
    });
  });

  it('refuses kinds it cannot draw', async () => {
    configuration = { chart_type: 'pie chart' };
    await expect(draw()).rejects.toMatchObject({
      problem: { code: 'chart_type_unsupported', message: containing('pie chart') },
    });
  });

  it('names near columns when one is missing', async () => {
    configuration = {
      chart_type: 'time series bar chart',
      group_by: ['tim'],
      metrics: [{ aggregation: 'count', column: 'n' }],
    };
    await expect(draw()).rejects.toMatchObject({
      problem: { code: 'chart_column_missing', remedy: containing('time') },
    });
  });

  it('leads to the line of an error in its SQL', async () => {
    await expect(draw('select\n  nothing\nfrom {{ df_1 }}')).rejects.toMatchObject({
      problem: { code: 'sql_failed', file: containing('c.sql'), line: 2, column: 3 },
    });
  });

  it.each([
    ["select length(content) as n from read_text('/etc/passwd')", 'sql_failed'],
    ["copy (select 1) to 'stolen.csv'", 'chart_sql'],
    ["attach 'x.db'; select 1 as n", 'chart_sql'],
    ['set enable_external_access = true; select 1 as n', 'sql_failed'],
  ])('lets SQL read nothing but its outputs: %s', async (sql, code) => {
    await expect(draw(sql)).rejects.toMatchObject({ problem: { code } });
  });

  it('refuses code in another language, and draws when its file is empty', async () => {
    language = 'python';
    await expect(draw('x = 1')).rejects.toMatchObject({ problem: { code: 'chart_code_unsupported' } });
    expect(await draw(' \n')).toMatchObject({ kind: 'histogram' });
  });

  it('says so when the pipeline has no such chart', async () => {
    await draw();
    await expect(ask('chart', { chart: 'other', run: null })).rejects.toMatchObject({
      problem: { code: 'chart_missing' },
    });
  });
});

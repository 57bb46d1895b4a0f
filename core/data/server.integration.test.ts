import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../learn/encode/npy';
import { sparseMatrix } from '../learn/encode/csr';
import { writeSparse } from '../learn/encode/sparse-arrow';
import type { DataMethod } from '../protocol/data';
import { openDataServer, type DataServer } from './server';
import { createTestProject, type TestProject } from './test-support';
import { anyText, matching } from './test-matchers';

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
  await server.close();
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

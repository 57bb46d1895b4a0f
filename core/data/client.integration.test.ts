import { build } from 'esbuild';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDataClient, type DataClient } from './client';
import { createTestProject, type TestProject } from './test-support';

const cache = path.resolve(import.meta.dirname, '../../.cache');

describe('openDataClient', () => {
  let project: TestProject;
  let folder: string;
  let bundle: string;
  let client: DataClient | undefined;
  const lines: string[] = [];
  beforeAll(async () => {
    project = await createTestProject();
    await project.storeTable('SELECT i AS a FROM range(100) r(i)', { name: 'numbers' });
    // Inside the project, so that the bundle finds DuckDB.
    folder = await mkdtemp(path.join(cache, 'data-process-'));
    bundle = path.join(folder, 'data.cjs');
    await build({
      entryPoints: [path.join(import.meta.dirname, 'process.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['@duckdb/node-api'],
      logLevel: 'error',
    });
  });
  afterEach(() => {
    client?.dispose();
    client = undefined;
  });
  afterAll(async () => {
    await project.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** A client of a process whose source is given: how it behaves decides the test. */
  async function clientOf(name: string, source: string): Promise<DataClient> {
    const file = path.join(folder, `${name}.cjs`);
    await writeFile(file, source);
    return (client = openDataClient(file, { log: (line) => lines.push(line) }));
  }
  const real = () => (client = openDataClient(bundle, { log: (line) => lines.push(line) }));
  const numbers = () => ({ project: project.root, pipeline: 'p', block: 'numbers', run: null, index: 0 });
  const log = { project: cache, pipeline: 'p', run: 'r', block: 'b', from: 0 };

  it('gets pages from the process as Arrow bytes', async () => {
    const page = await real().request('page', { ...numbers(), offset: 98, limit: 10, sort: [], filters: [] });
    expect(page.rows).toBe(100);
    expect(Array.from(tableFromIPC(page.arrow).getChildAt(0) ?? [], String)).toEqual(['98', '99']);
  });

  it('rejects with the failure of the request', async () => {
    await expect(real().request('profile', { ...numbers(), column: 'b', filters: [] })).rejects.toMatchObject({
      problem: { code: 'column_missing' },
    });
  });

  it('answers several requests at the same time and lets one be cancelled', async () => {
    const asked = real();
    const controller = new AbortController();
    const cancelled = asked.request('schema', numbers(), controller.signal);
    const others = Promise.all([asked.request('schema', numbers()), asked.request('log', log)]);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(await others).toMatchObject([{ rows: 100 }, { text: '', next: 0 }]);
  });

  it('fails what was asked of a process that breaks down, and starts a new one for the next request', async () => {
    const marker = path.join(folder, 'once');
    const asked = await clientOf(
      'crash',
      `const fs = require('node:fs');
       process.on('message', ({ id }) => {
         if (fs.existsSync(${JSON.stringify(marker)})) process.send({ id, ok: true, result: { text: 'second', next: 1 } });
         else { fs.writeFileSync(${JSON.stringify(marker)}, ''); process.exit(7); }
       });`,
    );
    await expect(asked.request('log', log)).rejects.toMatchObject({ problem: { code: 'data_process_ended' } });
    expect(await asked.request('log', log)).toEqual({ text: 'second', next: 1 });
    expect(lines.join('\n')).toContain('code 7');
  });

  it('asks again when the process went idle just as it was asked', async () => {
    const marker = path.join(folder, 'idle');
    const asked = await clientOf(
      'idle',
      `const fs = require('node:fs');
       process.on('message', ({ id }) => {
         if (fs.existsSync(${JSON.stringify(marker)})) process.send({ id, ok: true, result: { text: 'awake', next: 1 } });
         else { fs.writeFileSync(${JSON.stringify(marker)}, ''); process.exit(0); }
       });`,
    );
    expect(await asked.request('log', log)).toEqual({ text: 'awake', next: 1 });
  });

  it('fails what is still asked when it is disposed', async () => {
    const asked = await clientOf('silent', 'process.on("message", () => undefined);');
    const waiting = asked.request('log', log);
    asked.dispose();
    await expect(waiting).rejects.toMatchObject({ problem: { code: 'data_process_ended' } });
    await expect(asked.request('log', log)).rejects.toMatchObject({ problem: { code: 'data_process_ended' } });
  });

  it('fails when the process cannot be started at all', async () => {
    client = openDataClient(path.join(folder, 'missing.cjs'), { log: (line) => lines.push(line) });
    await expect(client.request('log', log)).rejects.toMatchObject({ problem: { code: 'data_process_ended' } });
  });
});

import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { tempProject, blockFile, type BlockSource } from '../../../test/support/temp-project';
import { distFolder } from '../../dist-folder';
import { aBlock } from '../../project/testing';
import { projectAt } from '../../project/find-project';
import { createSecrets } from '../../secrets';
import { runTypeScriptBlock } from './run-typescript-block';
import { createPythonPool } from '../python/python-pool';
import { createWorkerPool } from './worker-pool';

/** How many threads are given back when a block with this source runs twice. */
async function givenBack(source: string): Promise<number> {
  const block: BlockSource = { uuid: 'block', type: 'custom', language: 'typescript', source };
  const root = await tempProject([block]);
  const database = await DuckDBInstance.create(':memory:');
  const pool = createWorkerPool(distFolder());
  let count = 0;
  const workers = {
    ...pool,
    giveBack: (...given: Parameters<typeof pool.giveBack>) => {
      count += 1;
      pool.giveBack(...given);
    },
  };
  for (const run of ['first', 'second']) {
    const task = {
      project: projectAt(root),
      pipeline: 'demo',
      run,
      trigger: null,
      block: aBlock('block', { type: 'custom', language: 'typescript' }),
      child: null,
      wanted: { kind: 'outputs' } as const,
      file: path.join(root, blockFile(block)),
      inputs: [],
      variables: {},
      folder: path.join(root, run),
      signal: new AbortController().signal,
      log: () => undefined,
      progress: () => undefined,
      used: () => undefined,
      testFinished: () => undefined,
      outputWritten: () => undefined,
      idle: <R>(waiting: () => Promise<R>) => waiting(),
    };
    const python = createPythonPool(distFolder(), projectAt(root), null);
    await runTypeScriptBlock(task, { database, workers, python, secrets: createSecrets(), requests: {} });
  }
  await pool.close();
  database.closeSync();
  return count;
}

const block = (body: string, before = '') =>
  `import { custom } from 'eider';\n${before}\nexport default custom(() => {${body}});\n`;

describe('the thread of a TypeScript block', () => {
  it('is given to the next block when this one has merely computed', async () => {
    expect(await givenBack(block("return [/(a)b/.test('ab') ? 2 : 1];"))).toBe(2);
  });

  it.each([
    ['changes what is built in', block('Math.random = () => 0.5; return [];')],
    ['changes a number that is built in', block('Error.stackTraceLimit = 0; return [];')],
    ['leaves a timer', block('setInterval(() => undefined, 1000).unref(); return [];')],
    ['leaves a global', block("(globalThis as Record<string, unknown>)['mine'] = 1; return [];")],
    ['imports a module of Node', block('return [hostname()];', "import { hostname } from 'node:os';")],
    [
      'asks for something and does not wait',
      block('void sql`select max(range) from range(300000000)`.head(); return [];', "import { sql } from 'eider';"),
    ],
  ])('is not given on when it %s', async (_, source) => {
    expect(await givenBack(source)).toBe(0);
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from './exit-codes';
import { makeProject, type TestProject } from './testing';

const checkout = path.resolve(__dirname, '..');
const files = {
  'metadata.yaml': 'project_type: standalone\n',
  'pipelines/endless/metadata.yaml': 'type: python\nblocks: [{uuid: endless, type: data_loader, language: sql}]\n',
  'data_loaders/endless.sql':
    'SELECT count(*) AS n FROM range(100000000000) a(i), range(1000) b(j) WHERE i % 7 = j % 5\n',
  ...Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [`pipelines/p${index}/metadata.yaml`, 'type: python\nblocks: []\n']),
  ),
};

let project: TestProject;
let folder: string;
beforeAll(async () => {
  project = await makeProject(files);
  // inside the checkout, so that DuckDB is found as from dist/
  await mkdir(path.join(checkout, '.cache'), { recursive: true });
  folder = await mkdtemp(path.join(checkout, '.cache', 'cli-'));
  await build({
    entryPoints: [path.join(checkout, 'cli', 'main.ts')],
    outfile: path.join(folder, 'cli.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['@duckdb/node-api', '@duckdb/node-bindings', 'esbuild'],
    logLevel: 'error',
  });
});
afterAll(async () => {
  await project.remove();
  await rm(folder, { recursive: true, force: true });
});

interface EiderProcess extends ChildProcess {
  readonly ended: Promise<number | null>;
  readonly printed: () => string;
}

function start(...args: string[]): EiderProcess {
  return startWith([], ...args);
}

function startWith(nodeFlags: readonly string[], ...args: string[]): EiderProcess {
  const child = spawn(process.execPath, [...nodeFlags, path.join(folder, 'cli.js'), ...args], {
    cwd: project.root,
    env: { ...process.env, CI: 'true', FORCE_COLOR: '1' }, // color libraries make exceptions for both
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  return Object.assign(child, { ended, printed: () => printed });
}

describe('the eider process', () => {
  it('prints all of a long answer into a pipe before it ends', async () => {
    const child = start('list', '--json');
    expect(await child.ended).toBe(exitCodes.done);
    expect(JSON.parse(child.printed())).toMatchObject({ project: { root: project.root } });
    expect(child.printed()).toContain('"p1999"');
  });

  it('writes no colours into a pipe', async () => {
    const child = start('list');
    expect(await child.ended).toBe(exitCodes.done);
    expect(child.printed()).toContain('endless');
    expect(child.printed()).not.toContain('\u001b');
  });

  it('looks at what is up to date without loading DuckDB: the editor asks often', async () => {
    const hook = path.join(folder, 'tell-duckdb.cjs');
    const told = `const Module = require('node:module'); const load = Module._load;
      Module._load = function (name, ...rest) { if (name.includes('duckdb')) console.log(name); return load.call(this, name, ...rest); };`;
    await writeFile(hook, told);
    const ask = async (...args: string[]) => {
      const child = startWith(['--require', hook], ...args);
      await child.ended;
      return child.printed();
    };
    expect(await ask('run', 'p0')).toContain('@duckdb/node-api');
    const status = await ask('status', 'endless');
    expect(status).toContain('has never run');
    expect(status).not.toContain('@duckdb');
    const products = await ask('products');
    expect(products).toContain('No data products yet');
    expect(products).not.toContain('@duckdb');
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const child = start('list');
    child.stdout?.destroy();
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    expect(await child.ended).toBe(exitCodes.done);
    expect(errors).toBe('');
  });

  it.skipIf(process.platform === 'win32')('cancels its run on SIGINT and gives exit code 130', async () => {
    const child = start('run', 'endless');
    await new Promise<void>((started) => {
      child.stdout?.on('data', () => {
        if (child.printed().includes('endless started')) started();
      });
    });
    child.kill('SIGINT');
    expect(await child.ended).toBe(exitCodes.cancelled);
    expect(child.printed()).toContain('endless cancelled in');
  });
});

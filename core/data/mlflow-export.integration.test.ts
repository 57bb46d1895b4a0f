import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as v from 'valibot';
import { writeRecords, type RecordSpec } from '../../test/support/experiments';
import { pythonWith, withReason } from '../../test/support/python';
import { tempFolder, writeFiles } from '../../test/support/temp-project';
import { endDescendants, endProcess } from '../process-tree';
import { listExperiments, readExperiments } from '../store/experiments';
import { exportToMlflow, type Exported } from './mlflow-export';
import { MlflowServer } from './mlflow-server';

// what `mlflow server` needs beside mlflow-skinny, which is a tenth of mlflow
const SERVER_PACKAGES = [
  'mlflow-skinny',
  'flask',
  'flask-cors',
  'sqlalchemy',
  'alembic',
  'graphene',
  'aiohttp',
  'pandas',
];
const python = await pythonWith(...SERVER_PACKAGES);

const search: RecordSpec = { id: '20250301-090000-000-0001', estimator: 'minimize', parameters: {}, data: null };
const trial: RecordSpec = {
  id: '20250301-090001-000-0001',
  parent: search.id,
  name: 'trial 0',
  tags: { by: 'ann', straße: 'x' },
  parameters: { eta: 0.3, max_depth: 6, monotone_constraints: null, text: 'y'.repeat(7000) },
  scores: {
    'validation-rmse': Array.from({ length: 1500 }, (_, step) => 2000 - step),
    'validation-auc@0.5': [NaN, 0.5],
  },
};

async function exportAll(server: MlflowServer, root: string, signal?: AbortSignal): Promise<Exported[]> {
  const done: Exported[] = [];
  const states = await readExperiments(root, await listExperiments(root));
  await exportToMlflow(server, root, states, (exported) => done.push(exported), signal);
  return done;
}

describe.skipIf('unavailable' in python)(withReason('a real tracking server', python), () => {
  it('has the records as runs, once however often they are exported', async () => {
    const root = await tempFolder();
    await writeRecords(root, search, { ...trial, end: null });
    const server = new MlflowServer(await startMlflow(root));
    const first = await exportAll(server, root);
    expect(first.map(({ action }) => action)).toEqual(['created', 'created']);
    const [parent, child] = first.map(({ run }) => run);
    expect(await runOf(server, child)).toMatchObject({
      info: { status: 'KILLED', run_name: 'trial 0', start_time: Date.parse('2025-03-01T09:00:00.000Z') },
    });

    await writeRecords(root, trial);
    const second = await exportAll(server, root);
    expect(second.map(({ id, run, action }) => [id, run, action])).toEqual([
      [search.id, parent, 'unchanged'],
      [trial.id, child, 'updated'],
    ]);
    const run = await runOf(server, child);
    expect(run.info).toMatchObject({ status: 'FINISHED', end_time: Date.parse('2025-03-01T09:00:04.000Z') });
    expect(Object.fromEntries(run.data.params.map(({ key, value }) => [key, value.slice(0, 9)]))).toEqual({
      eta: '0.3',
      max_depth: '6',
      monotone_constraints: 'null',
      text: 'yyyyyyyyy',
    });
    expect(tagsOf(run)).toMatchObject({
      'mlflow.parentRunId': parent,
      'eider.id': trial.id,
      'eider.data.rows': '1200',
      by: 'ann',
      stra_e: 'x',
    });
    const history = await server.ask(
      v.object({
        metrics: v.array(v.object({ step: v.optional(v.number(), 0), value: v.unknown(), timestamp: v.number() })),
      }),
      'metrics/get-history',
      { query: { run_id: child ?? '', metric_key: 'validation-rmse', max_results: '5000' } },
    );
    expect(history?.metrics).toHaveLength(1500);
    expect(history?.metrics.find(({ step }) => step === 1499)).toMatchObject({ value: 501 });
    const auc = await server.ask(
      v.object({ metrics: v.array(v.object({ value: v.unknown() })) }),
      'metrics/get-history',
      {
        query: { run_id: child ?? '', metric_key: 'validation-auc_0.5' },
      },
    );
    expect(auc?.metrics.map(({ value }) => value)).toEqual(['NaN', 0.5]);
  });

  it('has the model of a training that its block has given', async () => {
    const root = await tempFolder();
    const model = await storeModel(root);
    const server = new MlflowServer(await startMlflow(root));
    const [exported] = await exportAll(server, root);
    expect(exported).toMatchObject({ action: 'created', withoutModel: null });
    const response = await fetch(
      `${server.address}/get-artifact?${new URLSearchParams({ run_uuid: exported?.run ?? '', path: 'model/output_0.model.json' }).toString()}`,
    );
    expect(await response.text()).toBe(model);
  });
});

/** A record whose model lies in the store; gives what the file holds. */
async function storeModel(root: string): Promise<string> {
  const text = '{"format":"eider.lasso"}';
  const { createHash } = await import('node:crypto');
  const checksum = createHash('sha256').update(text).digest('hex');
  const output = { index: 0, name: 'model', kind: 'model', file: 'output_0.model.json', rows: null, columns: null };
  const basis = { source: '', configuration: '', variables: {}, inputs: [] };
  const run = '20250301-085959-000-0001';
  const manifest = {
    ...{ version: 1, pipeline: 'demo', block: 'fit', run, finishedAt: '', seconds: 1, fingerprint: '', basis },
    ...{ content: '', children: null, tests: [], outputs: [{ ...output, schema: [], bytes: text.length, checksum }] },
  };
  await writeFiles(root, {
    [`.eider/outputs/demo/fit/${run}/output_0.model.json`]: text,
    [`.eider/outputs/demo/fit/${run}/manifest.json`]: JSON.stringify(manifest),
  });
  await writeRecords(root, {
    id: '20250301-090000-000-0002',
    model: { type: 'model', name: 'model', file: 'output_0.model.json', checksum },
  });
  return text;
}

describe('a server that does otherwise', () => {
  it('is told to be unreachable', async () => {
    const root = await tempFolder();
    await writeRecords(root, search);
    const port = await freePort();
    await expect(exportAll(new MlflowServer(`http://user:hunter22@127.0.0.1:${port}/`), root)).rejects.toMatchObject({
      problem: {
        code: 'mlflow_unreachable',
        message: expect.not.stringContaining('hunter22') as unknown,
        remedy: expect.stringContaining('mlflow server') as unknown,
      },
    });
  });

  it('gets the token of the environment, which no error shows', async () => {
    const root = await tempFolder();
    await writeRecords(root, search);
    const seen: (string | undefined)[] = [];
    const address = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end('who is it?');
    });
    const failure = await exportAll(new MlflowServer(address, { token: 'secret-token' }), root).catch(
      (error: unknown) => error,
    );
    expect(seen).toEqual(['Bearer secret-token']);
    expect(failure).toMatchObject({ problem: { code: 'mlflow_refused' } });
    expect(failure).toMatchObject({ problem: { remedy: expect.stringContaining('MLFLOW_TRACKING_TOKEN') as unknown } });
    expect(JSON.stringify(failure)).not.toContain('secret-token');
    expect(String(failure)).toContain('who is it?');
  });

  it('is told by name and password what it asks for', async () => {
    const root = await tempFolder();
    await writeRecords(root, search);
    const seen: (string | undefined)[] = [];
    const address = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(500).end();
    });
    await exportAll(new MlflowServer(address.replace('//', '//ann:p%40ss@')), root).catch(() => undefined);
    expect(seen).toEqual([`Basic ${Buffer.from('ann:p@ss').toString('base64')}`]);
  });

  it('is not followed elsewhere, and not believed when it is no MLflow', async () => {
    const root = await tempFolder();
    await writeRecords(root, search);
    const elsewhere = await serve((request, response) =>
      response.writeHead(302, { location: 'http://localhost:9' }).end(),
    );
    await expect(exportAll(new MlflowServer(elsewhere, { token: 't' }), root)).rejects.toMatchObject({
      problem: { code: 'mlflow_unreachable' },
    });
    const page = await serve((request, response) => response.end('<html>hello</html>'));
    await expect(exportAll(new MlflowServer(page), root)).rejects.toMatchObject({
      problem: { code: 'mlflow_refused' },
    });
  });

  it('has a run begun before when the export was broken off, and gets the rest', async () => {
    const root = await tempFolder();
    await writeRecords(root, trial);
    const mlflow = fakeMlflow();
    const server = new MlflowServer(await serve(mlflow.answer));
    mlflow.failAt('runs/update');
    await expect(exportAll(server, root)).rejects.toMatchObject({
      problem: { code: 'mlflow_refused', message: expect.stringContaining('the disk is full') as unknown },
    });
    mlflow.failAt(null);
    expect((await exportAll(server, root)).map(({ action }) => action)).toEqual(['updated']);
    expect((await exportAll(server, root)).map(({ action }) => action)).toEqual(['unchanged']);
    expect(mlflow.asked.filter((endpoint) => endpoint === 'runs/create')).toHaveLength(1);
  });

  it('keeps no artifacts itself: the model stays, and the rest is exported', async () => {
    const root = await tempFolder();
    await storeModel(root);
    const server = new MlflowServer(await serve(fakeMlflow().answer));
    expect(await exportAll(server, root)).toMatchObject([
      { action: 'created', withoutModel: 'the server does not keep artifacts itself, but has them in s3://bucket/1' },
    ]);
  });

  it('is left alone when the export is cancelled', async () => {
    const root = await tempFolder();
    await writeRecords(root, search);
    const stop = new AbortController();
    const address = await serve(() => stop.abort()); // never answers
    await expect(exportAll(new MlflowServer(address), root, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

/** As much of a tracking server as an export asks for, with one run at most. */
function fakeMlflow() {
  const asked: string[] = [];
  let failing: string | null = null;
  let tags: { key: string; value: string }[] | null = null;
  return {
    asked,
    failAt: (endpoint: string | null) => void (failing = endpoint),
    answer: (request: IncomingMessage, response: ServerResponse) => {
      const endpoint = (request.url ?? '').replace('/api/2.0/mlflow/', '').replace(/\?.*/, '');
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        asked.push(endpoint);
        const body: unknown = text === '' ? {} : JSON.parse(text);
        const given = v.parse(
          v.object({ tags: v.optional(v.array(v.object({ key: v.string(), value: v.string() })), []) }),
          body,
        );
        if (endpoint === failing) {
          response.writeHead(500).end(JSON.stringify({ error_code: 'INTERNAL_ERROR', message: 'the disk is full' }));
          return;
        }
        if (endpoint === 'runs/create') tags = [];
        tags?.push(...given.tags);
        const run = { info: { run_id: 'r1', artifact_uri: 's3://bucket/1' }, data: { tags } };
        const answers: Readonly<Record<string, unknown>> = {
          'experiments/get-by-name': { experiment: { experiment_id: '1' } },
          'runs/search': tags === null ? {} : { runs: [run] },
          'runs/create': { run },
        };
        response.end(JSON.stringify(answers[endpoint] ?? {}));
      });
    },
  };
}

const runSchema = v.object({
  info: v.looseObject({}),
  data: v.object({
    params: v.optional(v.array(v.object({ key: v.string(), value: v.string() })), []),
    tags: v.array(v.object({ key: v.string(), value: v.string() })),
  }),
});

async function runOf(server: MlflowServer, run = ''): Promise<v.InferOutput<typeof runSchema>> {
  const answer = await server.ask(v.object({ run: runSchema }), 'runs/get', { query: { run_id: run } });
  if (answer === null) throw new Error(`no run ${run}`);
  return answer.run;
}

function tagsOf({ data }: v.InferOutput<typeof runSchema>): Record<string, string> {
  return Object.fromEntries(data.tags.map(({ key, value }) => [key, value]));
}

/** Starts a tracking server with an empty database, and gives its address. */
async function startMlflow(folder: string): Promise<string> {
  if ('unavailable' in python) throw new Error(python.unavailable);
  const port = await freePort();
  const store = path.join(folder, 'server');
  await writeFiles(store, { 'artifacts/.keep': '' });
  const child = spawn(
    python.command,
    [
      ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${path.join(store, 'mlflow.db')}`],
      ...['--artifacts-destination', path.join(store, 'artifacts'), '--serve-artifacts'],
    ],
    {
      cwd: store,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', MLFLOW_DISABLE_TELEMETRY: 'true' },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    await endDescendants(child.pid ?? 0);
    endProcess(child.pid ?? 0);
    await ended;
  });
  const address = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      async () => {
        if (child.exitCode !== null) throw new Error(printed);
        return fetch(`${address}/health`).then(
          ({ ok }) => ok,
          () => false,
        );
      },
      { timeout: 55_000, interval: 200 },
    )
    .toBe(true);
  return address;
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // SAFETY: a server that listens on a port has an address with one
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function freePort(): Promise<number> {
  const server = createSocketServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // SAFETY: as above
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import { distFolder } from '../dist-folder';
import { readModel } from '../learn/models';
import { Booster } from '../learn/boost/booster';
import { listExperiments, locateModel, readExperiments, readMetrics } from '../store/experiments';
import { storePaths } from '../store/paths';

/** A block that trains so many rounds on numbers of its own. */
function trainer(rounds: number, returned: string, more = ''): BlockSource {
  return {
    uuid: 'fit',
    language: 'typescript',
    source: `
      import { transformer, matrix, outputs, secret, test } from 'eider';
      import { DMatrix, experiment, recordOf, train } from 'eider/learn';

      export default transformer(async () => {
        const data = Float64Array.from({ length: 400 }, (_, at) => (at * 7919) % 101);
        const label = Float64Array.from({ length: 200 }, (_, row) => data[2 * row] ** 2);
        const rows = new DMatrix(matrix(data, [200, 2]), { label });
        experiment({ experiment: 'fares', name: 'squares', tags: { token: secret('FARES_TOKEN') } });
        const { booster } = await train({ max_depth: 2 }, rows, { rounds: ${rounds}, evals: { train: rows } });
        recordOf(booster).metrics({ rmse: 1.5 }, { set: 'test' });
        return ${returned};
      });
      ${more}`,
  };
}

const secrets = { FARES_TOKEN: 'hunter22' };

async function recordsOf(project: string) {
  return readExperiments(project, await listExperiments(project));
}

it('records what a block trains, and where its model lies', async () => {
  const project = await tempProject([trainer(5, "outputs({ note: 'x', model: booster })")]);
  const { run, finished } = await runDemo(project, {}, { secrets });
  expect(finished.status).toBe('completed');
  const [state] = await recordsOf(project);
  expect(state).toMatchObject({
    experiment: 'fares',
    name: 'squares',
    pipeline: 'demo',
    block: 'fit',
    run,
    estimator: 'Booster',
    status: 'completed',
    tags: { token: '***' },
    data: { rows: 200, columns: 2 },
    metrics: [
      { set: 'train', name: 'rmse', step: 4 },
      { set: 'test', name: 'rmse', step: 0, value: 1.5 },
    ],
    model: { name: 'model' },
  });
  if (state === undefined) throw new Error('unexpected');
  const file = await locateModel(project, state);
  expect(file).toBe(path.join(storePaths(project).outputs, 'demo/fit', run, state.model?.file ?? ''));
  expect(await readModel(file ?? '')).toBeInstanceOf(Booster);
});

it('says of a model that its block did not keep that it is not there', async () => {
  const failing = "export const never = test('never', () => { throw new Error('no'); });";
  const project = await tempProject([trainer(2, 'booster', failing)]);
  expect((await runDemo(project, {}, { secrets })).finished.status).toBe('failed');
  const [state] = await recordsOf(project);
  expect(state?.status).toBe('completed'); // the training was good
  expect(state === undefined ? '' : await locateModel(project, state)).toBeNull();
});

it('is followed while it trains, and readable after its process was killed', async () => {
  const project = await tempProject([trainer(1_000_000, 'booster')]);
  const child = spawn(process.execPath, [path.join(distFolder(), 'cli.js'), 'run', 'demo', '--project', project], {
    stdio: 'ignore',
    env: { ...process.env, ...secrets },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const rounds = async () => {
    const [entry] = await listExperiments(project);
    return entry === undefined ? 0 : (await readMetrics(project, entry)).length;
  };
  await expect.poll(rounds, { timeout: 30_000 }).toBeGreaterThan(0);
  const before = await rounds();
  await expect.poll(rounds, { timeout: 30_000 }).toBeGreaterThan(before);
  expect(await recordsOf(project)).toMatchObject([{ status: 'running', seconds: null }]);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const [state] = await recordsOf(project);
  expect(state).toMatchObject({ status: 'interrupted', parameters: { max_depth: 2 } });
  expect(state?.metrics[0]?.step).toBeGreaterThanOrEqual(before);
});

it('has ended as cancelled when its run was', async () => {
  const project = await tempProject([trainer(1_000_000, 'booster')]);
  const stop = new AbortController();
  const running = runDemo(project, {}, { secrets, signal: stop.signal });
  await expect.poll(async () => (await recordsOf(project)).length, { timeout: 30_000 }).toBe(1);
  stop.abort();
  expect((await running).finished.status).toBe('cancelled');
  expect(await recordsOf(project)).toMatchObject([{ status: 'cancelled' }]);
});

it('costs a block that trains nothing no file', async () => {
  const project = await tempProject([
    {
      uuid: 'plain',
      language: 'typescript',
      source: "import { custom } from 'eider'; export default custom(() => 1);",
    },
  ]);
  await runDemo(project);
  expect(await recordsOf(project)).toEqual([]);
  await expect(readFile(storePaths(project).experiments)).rejects.toMatchObject({ code: 'ENOENT' });
});

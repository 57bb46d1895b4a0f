import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { eider } from '../../../test/support/eider';
import { pythonBlock } from '../../../test/support/python-blocks';
import { oldestAndNewestPython } from '../../../test/support/python';
import { runDemo, storedJson } from '../../../test/support/run-demo';
import { tempProject } from '../../../test/support/temp-project';
import { mlflowFile, readMlflow } from '../../data/mlflow';
import { readTextOrNull } from '../../project/files';
import type { MlflowRun } from '../../protocol/mlflow';
import { blockLogFile } from '../../store/paths';

/** MLflow's package without its server, and what its store in SQLite needs. */
const pythons = await oldestAndNewestPython(['mlflow-skinny', 'sqlalchemy', 'alembic', 'scikit-learn', 'pandas']);

/** A block whose function has these lines. */
const block = (uuid: string, lines: readonly string[], upstream: readonly string[] = []) =>
  pythonBlock(
    uuid,
    [
      'import os',
      "os.environ['MLFLOW_DISABLE_TELEMETRY'] = 'true'",
      'import mlflow',
      '@custom',
      'def f(*args, **kwargs):',
      ...lines.map((line) => `    ${line}`),
      "    return {'pid': os.getpid()}\n",
    ].join('\n'),
    { upstream },
  );
const INTO_DATABASE = 'mlflow.set_tracking_uri("sqlite:///mlflow.db")';

async function runsOf(root: string): Promise<readonly MlflowRun[]> {
  return (await readMlflow(mlflowFile(root)))?.runs ?? [];
}

async function pidOf(root: string, uuid: string): Promise<number> {
  return v.parse(v.object({ pid: v.number() }), await storedJson(root, uuid)).pid;
}

describe.each(pythons)('a block that logs to MLflow, of $title', { timeout: 120_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));

  const run = (root: string) => runDemo(root, { python: command, allowFailures: true });

  it('has its runs shown with their parameters, tags and newest metrics, and its files in the project', async () => {
    const root = await tempProject([
      block('first', [
        INTO_DATABASE,
        'mlflow.set_experiment("trips")',
        'with mlflow.start_run(run_name="forest"):',
        '    mlflow.log_params({"max_depth": 10, "criterion": "squared_error"})',
        '    for step, rmse in enumerate([6.5, 5.75, 5.25]):',
        '        mlflow.log_metric("rmse", rmse, step=step)',
        '    mlflow.log_metric("r2", float("nan"))',
        '    mlflow.set_tag("model", "RandomForest")',
        '    mlflow.log_text("of three steps", "notes/note.txt")',
      ]),
      block(
        'second',
        [
          INTO_DATABASE,
          'mlflow.set_experiment("fares")',
          'with mlflow.start_run(run_name="lasso"):',
          '    mlflow.log_param("alpha", 0.1)',
          '    mlflow.log_metric("rmse", 8)',
        ],
        ['first'],
      ),
    ]);
    expect((await run(root)).finished.status).toBe('completed');
    expect(await pidOf(root, 'second')).toBe(await pidOf(root, 'first'));

    const runs = await runsOf(root);
    expect(runs).toMatchObject([
      {
        name: 'lasso',
        experiment: 'fares',
        status: 'finished',
        metrics: { rmse: 8 },
        params: { alpha: '0.1' },
        tags: {},
      },
      {
        name: 'forest',
        experiment: 'trips',
        status: 'finished',
        metrics: { rmse: 5.25, r2: null },
        params: { max_depth: '10', criterion: 'squared_error' },
        tags: { model: 'RandomForest' },
      },
    ]);
    const artifacts = await readdir(path.join(root, 'mlruns'), { recursive: true });
    const note = artifacts.find((file) =>
      file.endsWith(path.join(runs[1]?.run ?? '', 'artifacts', 'notes', 'note.txt')),
    );
    expect(await readTextOrNull(path.join(root, 'mlruns', note ?? ''))).toBe('of three steps');

    const { stdout } = await eider(['experiments', '--project', root]);
    const all = stdout.split('\n').map((line) => line.split(/ {2,}/).map((cell) => cell.trim()));
    // below what Eider itself has recorded
    const lines = all.slice(all.findIndex((cells) => cells.includes('run')));
    const columns = ['run', 'experiment', 'status', 'r2', 'rmse', 'model', 'alpha', 'criterion', 'max_depth'];
    expect(lines[0]?.slice(1)).toEqual(columns);
    expect(lines[2]?.slice(1)).toEqual([
      'forest',
      'trips',
      'finished',
      'NaN',
      '5.25',
      'RandomForest',
      'squared_error',
      '10',
    ]);
  });

  it('ends the runs that it leaves open, and the next one logs as if there had been none before', async () => {
    const root = await tempProject([
      block('open', [
        'mlflow.set_tracking_uri("sqlite:///other.db")',
        'mlflow.set_experiment("trips")',
        'mlflow.start_run(run_name="left open")',
      ]),
      block(
        'next',
        [
          `print(mlflow.active_run(), os.environ.get('MLFLOW_TRACKING_URI'))`,
          'assert not mlflow.get_tracking_uri().endswith("other.db")',
          INTO_DATABASE,
          'with mlflow.start_run(run_name="next"):',
          '    mlflow.log_metric("rmse", 1)',
        ],
        ['open'],
      ),
      block('wrong', [INTO_DATABASE, 'mlflow.start_run(run_name="wrong")', 'raise ValueError("no data")'], ['next']),
    ]);
    const done = await run(root);
    expect(done.block('next').failure).toBeUndefined();
    expect(await pidOf(root, 'next')).toBe(await pidOf(root, 'open'));
    expect(await readTextOrNull(blockLogFile(root, 'demo', done.run, 'next'))).toMatch(/^None None\n/);
    expect((await readMlflow(path.join(root, 'other.db')))?.runs).toMatchObject([
      { name: 'left open', status: 'finished' },
    ]);
    expect(await runsOf(root)).toMatchObject([
      { name: 'wrong', status: 'failed', experiment: 'Default' },
      { name: 'next', status: 'finished', experiment: 'Default' },
    ]);
  });

  it('may let MLflow log what it trains, without the next block doing so', async () => {
    const train = 'from sklearn.linear_model import Ridge; Ridge(alpha=0.5).fit([[1.0], [2.0]], [3.0, 4.0])';
    const root = await tempProject([
      block('logs', [INTO_DATABASE, 'mlflow.sklearn.autolog(log_models=False, log_datasets=False)', train]),
      block('does_not', [INTO_DATABASE, train], ['logs']),
    ]);
    const done = await run(root);
    expect(done.finished.status).toBe('completed');
    const runs = await runsOf(root);
    expect(runs).toMatchObject([{ status: 'finished', params: { alpha: '0.5' }, tags: { estimator_name: 'Ridge' } }]);
    expect(await readTextOrNull(blockLogFile(root, 'demo', done.run, 'logs'))).not.toContain('has left');
  });

  it('logs into the project when it does not say where', async () => {
    const root = await tempProject([block('a', ['with mlflow.start_run():', '    mlflow.log_metric("rmse", 2)'])]);
    const before = await readdir(root);
    expect((await run(root)).finished.status).toBe('completed');
    // versions before 3.7 log into files, later ones into a database
    const added = (await readdir(root)).filter((name) => !before.includes(name) && name !== '.eider');
    expect(['mlflow.db', 'mlruns']).toEqual(expect.arrayContaining(added));
    expect(added).not.toEqual([]);
    if (added.includes('mlflow.db')) expect(await runsOf(root)).toMatchObject([{ metrics: { rmse: 2 } }]);
  });
});

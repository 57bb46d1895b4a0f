import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeRecords, type RecordSpec } from '../../test/support/experiments';
import { tempProject } from '../../test/support/temp-project';
import { experimentFile } from '../../core/store/paths';
import { exitCodes } from '../exit-codes';
import { runCommandLine } from '../program';
import { fakeTerminal } from '../testing';

const fixtures = path.join(import.meta.dirname, 'fixtures');

const depth = (id: string, max_depth: number, validation: readonly number[]): RecordSpec => ({
  id,
  parameters: { eta: 0.3, max_depth, rounds: 3 },
  given: ['max_depth', 'rounds'],
  scores: { 'train-rmse': validation.map((value) => value - 1), 'validation-rmse': validation },
});
const records: readonly RecordSpec[] = [
  depth('20250301-090000-000-0001', 6, [9, 7.123456789, 6.5]),
  {
    ...depth('20250301-090100-000-0001', 9, [9, 6, 7]),
    name: 'deep\u001b[31m',
    tags: { by: 'ann' },
    end: {
      best: 1,
      metrics: [
        { set: 'train', name: 'rmse', step: 1, value: 5 },
        { set: 'validation', name: 'rmse', step: 1, value: 6 },
      ],
    },
  },
  {
    id: '20250301-090200-000-0001',
    experiment: 'linear',
    estimator: 'Lasso',
    parameters: { alpha: 0.5, max_iter: 10 },
    given: ['alpha'],
    warnings: ['Lasso has not converged after 10 iterations.'],
    data: { rows: 900, columns: 30, features: 'b'.repeat(64), target: 'a'.repeat(64), weights: null },
    scores: { r2: [0.25] },
  },
  {
    id: '20250301-090300-000-0001',
    estimator: 'minimize',
    parameters: {},
    given: [],
    data: null,
    end: { status: 'failed', failure: { code: 'search_failed', message: 'None of the 2 trials was completed.' } },
  },
  {
    ...depth('20250301-090301-000-0001', 3, [NaN, NaN]),
    parent: '20250301-090300-000-0001',
    end: { status: 'pruned' },
  },
  { ...depth('20250301-090302-000-0001', 4, [9]), parent: '20250301-090300-000-0001', end: null },
];

async function eider(project: string, ...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: project });
  const code = await runCommandLine(['experiments', ...args], terminal);
  // times are the machine's own
  const out = terminal.output().replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'YYYY-MM-DD hh:mm:ss');
  return { code, out, err: terminal.errors() };
}

async function projectWithRecords(): Promise<string> {
  const project = await tempProject([{ uuid: 'fit', language: 'typescript', source: '' }]);
  await writeRecords(project, ...records);
  return project;
}

describe('eider experiments', () => {
  it.each([
    ['list', []],
    ['sorted', ['--sort', 'rmse', '--limit', '2']],
    ['parts', ['list', '--parent', '20250301-0903']],
    ['show', ['show', '20250301-0901']],
    ['show-search', ['show', '20250301-090300']],
    ['show-warned', ['show', '20250301-0902']],
    ['compare', ['compare', '20250301-0900', '20250301-0901', '20250301-0902']],
  ])('prints %s', async (name, args) => {
    const { code, out } = await eider(await projectWithRecords(), ...args);
    expect(code).toBe(exitCodes.done);
    await expect(out).toMatchFileSnapshot(path.join(fixtures, `${name}.golden.txt`));
  });

  it('says how something comes to be recorded when nothing is', async () => {
    const project = await tempProject([]);
    const { code, out } = await eider(project);
    expect(code).toBe(exitCodes.done);
    expect(out).toContain('Nothing was trained yet: what a TypeScript block trains with eider/learn is recorded.\n');
    expect(out).toContain('mlflow.set_tracking_uri("sqlite:///mlflow.db")');
  });

  it('gives programs everything', async () => {
    const project = await projectWithRecords();
    const listed = JSON.parse((await eider(project, '--json', '--all', '--limit', '3')).out) as unknown;
    expect(listed).toMatchObject({ total: 6, runs: [], experiments: [{}, { status: 'pruned' }, { parent: null }] });
    const shown = JSON.parse((await eider(project, 'show', '20250301-0901', '--json')).out) as unknown;
    expect(shown).toMatchObject({ name: 'deep\u001b[31m', best: 1, history: { length: 6 }, modelFile: null });
    const compared = JSON.parse(
      (await eider(project, 'compare', '20250301-0900', '20250301-0901', '--json')).out,
    ) as unknown;
    expect(compared).toMatchObject({
      parameters: ['max_depth'],
      sameData: true,
      metrics: [
        { metric: 'train-rmse', best: [1] },
        { metric: 'validation-rmse', values: [6.5, 6], best: [1] },
      ],
    });
  });

  it('lists those of a pipeline or an experiment', async () => {
    const project = await projectWithRecords();
    await writeRecords(project, { id: '20250302-000000-000-0001', pipeline: 'other', experiment: 'other' });
    const ids = async (...args: readonly string[]) =>
      [...(await eider(project, ...args)).out.matchAll(/^\d{8}-\S+/gm)].map(([id]) => id.slice(0, 13));
    expect(await ids('--pipeline', 'demo')).toHaveLength(4);
    expect(await ids('--experiment', 'linear')).toEqual(['20250301-0902']);
    const { code, err } = await eider(project, '--pipeline', 'nothing');
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain('There is no pipeline nothing');
  });

  it.each([
    [['show', '2024'], 'There is no experiment 2024'],
    [['show', '20250301'], 'More than one experiment begins with 20250301'],
    [['compare', '20250301-0900'], 'nothing to compare'],
    [['--sort', 'auc'], 'No experiment has a metric auc'],
    [['export'], 'There is no server to export to'],
    [['export', '--mlflow', 'mlflow.db'], 'is no address of an MLflow tracking server'],
    [['sql', 'select nothing from experiments'], 'nothing'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await eider(await projectWithRecords(), ...args);
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain(message);
  });
});

describe('eider experiments sql', () => {
  it('queries what was recorded with DuckDB', async () => {
    const project = await projectWithRecords();
    const query = `
      SELECT e.id, e.parameters->>'max_depth' AS depth, e.status, e.metrics['validation-rmse'] AS rmse, min(m.value) AS lowest, e.rows
      FROM experiments e JOIN metrics m USING (id) WHERE m.set = 'validation'
      GROUP BY ALL ORDER BY e.id`;
    const { out, err } = await eider(project, 'sql', query, '--json');
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      rows: [
        { depth: '6', status: 'completed', rmse: 6.5, lowest: 6.5, rows: '1200' },
        { depth: '9', status: 'completed', rmse: 6, lowest: 6, rows: '1200' },
        { depth: '3', status: 'pruned', rmse: 'NaN', lowest: 'NaN', rows: '1200' },
        { depth: '4', status: 'interrupted', rmse: 9, lowest: 9, rows: '1200' },
      ],
    });
    const { out: table } = await eider(
      project,
      'sql',
      'SELECT estimator, count(*) AS n FROM experiments GROUP BY ALL ORDER BY n DESC LIMIT 1',
    );
    expect(table).toBe('estimator  n\nBooster    4\n');
  });

  it('reads the files themselves, as an SQL block may, also when one was cut off', async () => {
    const project = await projectWithRecords();
    const [, , , , , last] = records;
    await appendFile(experimentFile(project, 'demo', last?.id ?? ''), '{"type":"metric","st');
    const files = "read_json('.eider/experiments/*/*.jsonl', ignore_errors = true)";
    const query = `SELECT parameters->>'max_depth' AS depth FROM ${files} WHERE type = 'started' ORDER BY id LIMIT 2`;
    const { out, err } = await eider(project, 'sql', query, '--json');
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual({ rows: [{ depth: '6' }, { depth: '9' }] });
  });

  it('has the tables before anything was recorded', async () => {
    const project = await tempProject([]);
    const { out } = await eider(project, 'sql', 'SELECT count(*) AS n FROM experiments, metrics');
    expect(out).toBe('n\n0\n');
  });
});

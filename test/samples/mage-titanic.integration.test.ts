import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readBlockOutputs } from '../../core/store/outputs';
import { root } from '../setup/root';
import { duckdbRows } from '../support/duckdb';
import { eider, type Ran } from '../support/eider';
import { pythonWithPackages, withReason } from '../support/python';
import { tempFolder } from '../support/temp-project';

const python = await pythonWithPackages();
const sample = path.join(root, 'samples', 'mage-titanic');
const passengers = path.join(sample, 'data', 'passengers.csv');

async function sampleCopy(): Promise<string> {
  const project = path.join(await tempFolder(), 'mage-titanic');
  const filter = (file: string) => !['.eider', '.venv', 'exports'].includes(path.basename(file));
  await cp(sample, project, { recursive: true, filter });
  return project;
}

/** Runs the command line with the Python that the tests have. */
async function inPython(...args: readonly string[]): Promise<Ran> {
  const ran = await eider(args, 'command' in python ? { EIDER_PYTHON: python.command } : {});
  expect(ran, `${ran.stdout}${ran.stderr}`).toMatchObject({ code: 0 });
  return ran;
}

/** The path of the first output of a block's newest run. */
async function stored(project: string, pipeline: string, block: string): Promise<string> {
  const found = await readBlockOutputs(project, pipeline, block);
  return path.join(found?.folder ?? '', found?.manifest.outputs[0]?.file ?? '');
}

describe('The sample in Mage’s format', () => {
  it('has the passengers that its script makes, to the byte', async () => {
    const made = path.join(await tempFolder(), 'passengers.csv');
    await promisify(execFile)(process.execPath, [path.join(root, 'scripts', 'make-passengers.mjs'), made]);
    expect(await readFile(made, 'utf8')).toBe(await readFile(passengers, 'utf8'));
  });

  it('is without mistakes, and looking at it starts nothing, though a trigger is active', async () => {
    const project = await sampleCopy();
    expect(await eider(['validate', '--project', project])).toMatchObject({ code: 0, stdout: '✔ No problems.\n' });
    const listed = await eider(['list', '--project', project, '--json']);
    expect(listed.stdout).toContain('prepare_passengers');
    const runs = await eider(['runs', '--project', project, '--json']);
    expect(JSON.parse(runs.stdout)).toMatchObject({ runs: [] });
  });
});

describe.skipIf('unavailable' in python)(withReason('The sample in Mage’s format', python), () => {
  it('prepares the passengers: fills in what is missing, and writes the file when the condition says so', async () => {
    const project = await sampleCopy();
    const ran = await inPython('run', 'prepare_passengers', '--project', project);
    expect(ran.stdout).toContain('6 passed');
    const filled = await stored(project, 'prepare_passengers', 'fill_in_missing_values');
    const [[all, withAge] = []] = await duckdbRows(`SELECT count(*), count(Age) FROM '${filled}'`);
    const [[listed] = []] = await duckdbRows(`SELECT count(*) FROM '${passengers}'`);
    expect([all, withAge]).toEqual([listed, listed]);
    const written = path.join(project, 'exports', 'passengers_clean.csv');
    expect(await duckdbRows(`SELECT count(*) FROM '${written}'`)).toEqual([[listed]]);
    const log = await inPython('logs', idOf(ran), '--project', project);
    expect(log.stdout).toContain('The sets of prepare_passengers are there');
  });

  it('writes no file with the variables of its trigger', async () => {
    const project = await sampleCopy();
    const trigger = 'Prepare the passengers every day';
    await inPython('run', 'prepare_passengers', '--project', project, '--trigger', trigger);
    expect(await readBlockOutputs(project, 'prepare_passengers', 'write_clean_file')).toBeNull();
    expect(await readBlockOutputs(project, 'prepare_passengers', 'build_sets')).not.toBeNull();
  });

  it('tunes one model a run on a data product, and predicts with the best of them', { timeout: 180_000 }, async () => {
    const project = await sampleCopy();
    await inPython('run', 'predict', '--project', project);
    const tuned = await readBlockOutputs(project, 'train_models', 'tune');
    expect(tuned?.manifest.children?.map(({ name }) => name)).toEqual([
      'LogisticRegression',
      'DecisionTreeClassifier',
      'GaussianNB',
    ]);
    const table = await stored(project, 'predict', 'predict_survival');
    const predicted = await duckdbRows(`SELECT Name, survives > 0.5 FROM '${table}'`);
    expect(predicted).toEqual([
      ['Redfern, Mrs. Ada', true],
      ['Lund, Mr. Otto', false],
    ]);
  });
});

function idOf({ stdout }: Ran): string {
  return /run (\S+) of /.exec(stdout)?.[1] ?? '';
}

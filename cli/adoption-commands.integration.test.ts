import { describe, expect, it } from 'vitest';
import { contentsOf } from '../test/support/folder-contents';
import { fixtureFolder } from '../test/support/fixture';
import { exitCodes } from './exit-codes';
import { runCommandLine } from './program';
import { fakeTerminal, makeProject } from './testing';

async function eider(cwd: string, ...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd });
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.output(), err: terminal.errors() };
}

describe('eider check', () => {
  it('prints what is there with the places, and writes nothing', async () => {
    const folder = fixtureFolder('mage-course');
    const before = await contentsOf(folder);
    const { code, out } = await eider(folder, 'check', '--no-python');
    expect(code).toBe(exitCodes.done);
    expect(out).toContain('sklearn_training  python, 5 blocks');
    expect(out).toContain('unit_1_preparation  has no folder with pipelines  mlops/settings.yaml:3:1');
    expect(out).toContain('Retrain models hourly  of automatic_retraining, @hourly, active in Mage');
    expect(out).toContain('scikit-learn  mlops/unit_3_watch/data_exporters/build.py:1:1');
    expect(await contentsOf(folder)).toEqual(before);
  });

  it('ends with 1 when something does not run, and says what to do', async () => {
    const { code, out } = await eider(fixtureFolder('mage-unsupported'), 'check', '--no-python');
    expect(code).toBe(exitCodes.failed);
    expect(out).toContain('✘ Block in_r does not run here: it is written in R.  pipelines/mixed/metadata.yaml:7:5');
    expect(out).toContain('→ Rewrite it in Python, SQL or TypeScript.');
  });

  it('names a folder that is not there', async () => {
    const { code, err } = await eider(fixtureFolder('mage-course'), 'check', 'nowhere');
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain('There is no folder');
  });
});

it('lists what a pipeline asks for', async () => {
  const { code, out } = await eider(fixtureFolder('mage-course/mlops/unit_3_watch'), 'interactions', 'predict');
  expect(code).toBe(exitCodes.done);
  expect(out).toContain('DOLocationID   Drop-off  a whole number such as 3                      required');
  expect(out).toContain('Permissions in Mage: roles 1 with triggers of api.');
});

it('runs nothing with an interaction whose file is wrong', async () => {
  const project = await makeProject({
    'metadata.yaml': 'project_type: standalone\n',
    'pipelines/ask/metadata.yaml': 'type: python\nblocks:\n- {uuid: one, type: data_loader, language: sql}\n',
    'data_loaders/one.sql': 'SELECT 1 AS n\n',
    'pipelines/ask/interactions.yaml': 'blocks: {one: [{uuid: number}]}\n',
    'interactions/number.yaml': 'inputs: {}\nvariables: {n: {input: missing, types: [int]}}\n',
  });
  try {
    const { code, err } = await eider(project.root, 'run', 'ask', '--interaction', 'number', '--var', 'n=1');
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain('interactions/number.yaml:2');
    expect(await contentsOf(project.root)).not.toHaveProperty('.eider/.gitignore');
  } finally {
    await project.remove();
  }
});

it('says of MLflow that nothing was logged, and how to', async () => {
  const { code, out } = await eider(fixtureFolder('mage-course/mlops/unit_3_watch'), 'experiments');
  expect(code).toBe(exitCodes.done);
  expect(out).toContain('mlflow.set_tracking_uri("sqlite:///mlflow.db")');
});

describe('the outer folder of several projects', () => {
  it('stands for the one that its settings.yaml calls active', async () => {
    const { code, out } = await eider(fixtureFolder('mage-course/mlops'), 'list', '--json');
    expect(code).toBe(exitCodes.done);
    expect(JSON.parse(out)).toMatchObject({ project: { name: 'unit_3_watch' } });
  });
});

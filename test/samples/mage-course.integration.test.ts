import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWithPackages, withReason } from '../support/python';

const root = path.resolve(__dirname, '../..');
const python = await pythonWithPackages();

/** A project that is shaped like the course on Mage, as somebody opens it, from the command line. */
describe.skipIf('unavailable' in python)(withReason('the course project', python), { timeout: 240_000 }, () => {
  let folder = '';
  let unit = '';
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'eider-course-')));
    await cp(path.join(root, 'test', 'fixtures', 'mage-course'), folder, { recursive: true });
    unit = path.join(folder, 'mlops', 'unit_3_watch');
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  function eider(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = { ...process.env, EIDER_PYTHON: 'command' in python ? python.command : '' };
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [path.join(root, 'dist/cli.js'), ...args],
        { cwd: unit, env },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  }

  it('validates without errors', async () => {
    expect(await eider('validate')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No problems') as unknown,
    });
  });

  it('prepares its data, with the modules of its root and files found where they are', async () => {
    const ran = await eider('run', 'data_preparation');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('2 passed');
    const shown = await eider('show', 'data_preparation/build', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      outputs: [
        { kind: 'sparse', rows: 500, columns: 26 },
        { kind: 'sparse', rows: 300, columns: 26 },
        { kind: 'sparse', rows: 200, columns: 26 },
        { kind: 'table' },
        { kind: 'table' },
        { kind: 'table' },
        { kind: 'model' },
      ],
    });
  });

  it('predicts for what is filled in of its interaction, making the data products on the way', async () => {
    const filled = ['--var', 'DOLocationID=1', '--var', 'PULocationID=The airport'];
    const predict = async (distance: string) => {
      const ran = await eider(
        'run',
        'predict',
        '--interaction',
        'playground',
        ...filled,
        '--var',
        `trip_distance=${distance}`,
      );
      expect(ran).toMatchObject({ code: 0 });
      const { stdout } = await eider('show', 'predict/inference');
      return Number(stdout.trimEnd().split('\n').at(-1));
    };
    // the trips of the fixture take 2 minutes and 200 seconds for each mile, with noise of half a minute
    expect(Math.abs((await predict('1')) - (2 + 200 / 60))).toBeLessThan(1);
    expect(Math.abs((await predict('6')) - (2 + 1200 / 60))).toBeLessThan(1);
  });

  it('refuses what does not fit a field before anything runs', async () => {
    const ran = await eider('run', 'predict', '--interaction', 'playground', '--var', 'DOLocationID=near');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('Drop-off (DOLocationID) cannot be "near".');
  });

  it('trains again when new data is there, through trigger_pipeline', async () => {
    const ran = await eider('run', 'automatic_retraining');
    expect(ran).toMatchObject({ code: 0 });
    const { stdout } = await eider('runs', 'sklearn_training');
    expect(stdout).toContain('completed');
  });
});

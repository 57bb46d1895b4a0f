import { afterEach, expect, it, vi } from 'vitest';
import { barePython, withReason } from '../../../test/support/python';
import { tempFolder, writeFiles } from '../../../test/support/temp-project';
import { askInstalled } from './installed';

const python = await barePython();
const command = 'command' in python ? python.command : '';
const interpreter = { command, version: '', source: '', passed: [] };
const modules = [
  ['json', 'json'],
  ['pip', 'pip'],
  ['not_there', 'not-there'],
] as const;

afterEach(() => vi.unstubAllEnvs());

it.skipIf(command === '')(
  withReason(
    'tells what an interpreter has, whatever is set up at its start and lies in a folder that all may write',
    python,
  ),
  { timeout: 60_000 },
  async () => {
    const temporary = await tempFolder();
    const start = await tempFolder();
    await writeFiles(temporary, { 'json.py': "raise SystemExit('of another user')", 'not_there.py': '' });
    await writeFiles(start, { 'sitecustomize.py': "print('welcome')" });
    vi.stubEnv('TMPDIR', temporary);
    vi.stubEnv('PYTHONPATH', start);
    expect(await askInstalled(interpreter, modules)).toEqual([
      { found: true, version: null },
      { found: true, version: expect.stringMatching(/^\d/) as string },
      { found: false, version: null },
    ]);
  },
);

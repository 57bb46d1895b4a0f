import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMON_PACKAGES } from '../../core/blocks/python/ask-python';
import { barePython, withReason } from '../../test/support/python';
import { exitCodes } from '../exit-codes';
import { runCommandLine } from '../program';
import { fakeTerminal, makeProject, type TestProject } from '../testing';

const python = await barePython();
const command = 'command' in python ? python.command : null;

describe.skipIf(command === null)(withReason('eider python', python), () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await makeProject({
      'metadata.yaml': 'project_type: standalone\n',
      'pipelines/a/metadata.yaml': 'blocks: []\n',
    });
  });
  afterAll(() => project.remove());

  async function eiderPython(named: string | null, ...args: string[]) {
    vi.stubEnv('EIDER_PYTHON', named ?? undefined);
    const terminal = fakeTerminal({ cwd: project.root });
    try {
      return {
        code: await runCommandLine(['python', ...args], terminal),
        out: terminal.output(),
        err: terminal.errors(),
      };
    } finally {
      vi.unstubAllEnvs();
    }
  }

  it('prints where a file that runs on its own finds the stand-in and the modules of the project', async () => {
    const { out } = await eiderPython(command, '--path');
    const folders = out.trimEnd().split(path.delimiter);
    expect(folders.slice(1)).toEqual([project.root, path.dirname(project.root)]);
    expect(existsSync(path.join(folders[0] ?? '', 'mage_ai', 'io', 'duckdb.py'))).toBe(true);
    expect(JSON.parse((await eiderPython(command, '--path', '--json')).out)).toEqual({ path: out.trimEnd() });
  });

  it('says which one it is, why, and which common packages it has', async () => {
    const told = await eiderPython(command);
    expect(told.code).toBe(exitCodes.done);
    const [first, second, , ...packages] = told.out.trimEnd().split('\n');
    expect(first).toMatch(/^Python 3\.\d+\.\d+ {2}variable EIDER_PYTHON$/);
    expect(second).toBe(command);
    expect(packages.map((line) => line.split(/\s+/)[1])).toEqual([...COMMON_PACKAGES]);
    expect(packages[0]).toMatch(/^○ pandas +not installed$/);
    expect(JSON.parse((await eiderPython(command, '--json')).out)).toMatchObject({
      interpreter: command,
      environment: 'virtual',
      hasPip: true,
      packages: {},
    });
  });

  it('says what to do when the one that is named cannot be started', async () => {
    const told = await eiderPython('/gone/python');
    expect(told).toMatchObject({ code: exitCodes.failed, out: '' });
    expect(told.err).toContain('/gone/python is no Python that can be started');
    expect(told.err).toContain('→ Name the path of a Python interpreter');
  });
});

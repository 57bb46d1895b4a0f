import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from './exit-codes';
import { runCommandLine } from './program';
import { fakeTerminal, makeProject, type TestProject } from './testing';

/* What Mage's command line does, with its defects mended; what blocks rely on is in `core/run/conformance.integration.test.ts`. */

let project: TestProject;
beforeAll(async () => {
  project = await makeProject({
    'metadata.yaml': 'project_type: standalone\n',
    'pipelines/trips/metadata.yaml':
      'blocks:\n- {uuid: load, type: custom, language: typescript}\n- {uuid: below, type: custom, language: sql, upstream_blocks: [load]}\n',
    'custom/load.ts': `import { assert, custom, test } from 'eider';
export default custom(() => ({ trips: 1 }));
export const two = test('has two trips', ({ trips }: { trips: number }) => assert.equal(trips, 2));
`,
    'custom/below.sql': 'SELECT 1 AS n\n',
  });
});
afterAll(() => project.remove());

async function eider(...args: string[]) {
  const terminal = fakeTerminal({ cwd: project.root });
  return { code: await runCommandLine(args, terminal), out: terminal.output(), err: terminal.errors() };
}

describe('the command line', () => {
  it('gives exit code 1 when the test of a block fails, and what is below does not run', async () => {
    const { code, out } = await eider('run', 'trips');
    expect(code).toBe(exitCodes.failed);
    expect(out).toContain('has two trips');
    expect(out).not.toContain('below started');
  });

  it('gives exit code 2 for variables that cannot be read, and runs nothing', async () => {
    const { code, out, err } = await eider('run', 'trips', '--var', 'limits={"days": 3');
    expect({ code, out }).toEqual({ code: exitCodes.usage, out: '' });
    expect(err).toContain('--var limits');
  });

  it.each([
    ['a pipeline', ['run', 'tripps'], 'tripps'],
    ['a block', ['run', 'trips', '--block', 'lod'], 'lod'],
  ])('names %s that does not exist in one clear line, and runs nothing', async (_, args, name) => {
    const { code, out, err } = await eider(...args);
    expect({ code, out }).toEqual({ code: exitCodes.usage, out: '' });
    const [line = '', ...remedy] = err.trimEnd().split('\n');
    expect(line).toContain(name);
    expect(remedy).toHaveLength(1);
    expect(err).not.toMatch(/^ +at /m);
  });
});

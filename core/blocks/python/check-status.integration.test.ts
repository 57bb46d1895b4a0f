import { describe, expect, it } from 'vitest';
import { barePython, withReason } from '../../../test/support/python';
import { runDemo, storedText } from '../../../test/support/run-demo';
import { projectFiles, tempFolder, writeFiles } from '../../../test/support/temp-project';

const python = await barePython();
const command = 'command' in python ? python.command : null;

/** A project whose pipeline `demo` asks for the status of `other`, of which `a` completes and `b` does as `works` says. */
async function project(asked: string, works = true): Promise<string> {
  const root = await tempFolder();
  const source = `import datetime
from mage_ai.orchestration.run_status_checker import check_status

@custom
def f(**kwargs):
    date = kwargs['execution_date']
    return {'answer': ${asked}}
`;
  const sql = { type: 'custom', language: 'sql', upstream: [] } as const;
  await writeFiles(
    root,
    projectFiles({
      demo: [{ uuid: 'ask', type: 'custom', language: 'python', source }],
      other: [
        { ...sql, uuid: 'a', source: 'SELECT 1' },
        { ...sql, uuid: 'b', source: works ? 'SELECT 2' : 'SELECT nothing' },
      ],
    }),
  );
  return root;
}
const runOther = (root: string) => runDemo(root, { pipeline: 'other', allowFailures: true });
const ask = (root: string) => runDemo(root, { python: command });
const answer = async (root: string) => JSON.parse(await storedText(root, 'ask')) as unknown;

describe.skipIf(command === null)(withReason('check_status', python), { timeout: 60_000 }, () => {
  it.each([
    ["check_status('other', date)", true],
    ["[check_status('other', date, hours=1), check_status('other', date, 'b')]", [true, true]],
    ["check_status('other', date - datetime.timedelta(hours=1))", false],
    ["check_status('other', date + datetime.timedelta(hours=5), hours=4)", false],
    ["check_status('other', date.isoformat())", true],
  ])('looks at the newest run whose date lies in the window: %s', async (asked, expected) => {
    const root = await project(asked);
    await runOther(root);
    const done = await ask(root);
    expect(done.block('ask').failure).toBeUndefined();
    expect(await answer(root)).toEqual({ answer: expected });
  });

  it('is false while there is no run', async () => {
    const root = await project("check_status('other', date)");
    await ask(root);
    expect(await answer(root)).toEqual({ answer: false });
  });

  it('is true for a block that has completed in a run that has failed', async () => {
    const root = await project("check_status('other', date, 'a')", false);
    await runOther(root);
    await ask(root);
    expect(await answer(root)).toEqual({ answer: true });
  });

  it.each([
    ["check_status('other', date)", 'awaited_run_failed', /^Run \S+ of pipeline other has failed\.$/],
    ["check_status('other', date, 'b')", 'awaited_run_failed', /^Block b in run \S+ of pipeline other has failed\.$/],
    ["check_status('other', date, 'c')", 'block_unknown', /^Run \S+ of pipeline other has no block c\.$/],
    ["check_status('othr', date)", 'pipeline_unknown', /has no pipeline othr/],
  ])('raises when it can never be true: %s', async (asked, code, message) => {
    const root = await project(asked, false);
    await runOther(root);
    expect((await ask(root)).block('ask').failure).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
      line: 7,
    });
  });
});

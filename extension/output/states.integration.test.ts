import { describe, expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import { readPipeline } from '../../core/project/read-pipeline';
import type { OutputSubject } from '../../core/protocol/webview';
import { readBlockOutputs } from '../../core/store/outputs';
import { readRun } from '../../core/store/runs';
import { outputSubject } from './snapshot';

const dynamic = { configuration: { dynamic: true } };
const sql = (uuid: string, source: string, upstream: readonly string[] = [], rest: Partial<BlockSource> = {}) =>
  ({ uuid, language: 'sql', source, upstream, ...rest }) as const;

/** What the panel shows of a block after its pipeline has run once. */
async function shownAfterRun(blocks: readonly BlockSource[]): Promise<(block: string) => Promise<OutputSubject>> {
  const project = await tempProject(blocks);
  const { run } = await runDemo(project);
  const { pipeline } = await readPipeline({ root: project, name: 'project' }, 'demo');
  const state = await readRun(project, { pipeline: 'demo', run });
  return async (block) => {
    const ref = { project, pipeline: 'demo', block };
    const outputs = await readBlockOutputs(project, 'demo', block);
    const runs = state === null ? [] : [state];
    return outputSubject({ allowsScripts: () => false, ref, pipeline, runs, manifest: outputs?.manifest ?? null });
  };
}

describe('what the panel shows after a run', () => {
  it('of a block with children are their numbers and whose items they are', async () => {
    const shown = await shownAfterRun([
      sql('list', 'SELECT range AS n FROM range(5)', [], { fields: dynamic }),
      sql('each', 'SELECT n FROM list', ['list']),
    ]);
    expect((await shown('each')).children).toMatchObject({
      total: 5,
      completed: 5,
      failed: 0,
      itemsOf: [{ uuid: 'list', name: 'list' }],
    });
    expect((await shown('list')).children).toBeNull();
  });

  it('of a block below an empty list is that it is complete without a run', async () => {
    const shown = await shownAfterRun([
      sql('list', 'SELECT range AS n FROM range(0)', [], { fields: dynamic }),
      sql('each', 'SELECT n FROM list', ['list']),
    ]);
    const { status, children } = await shown('each');
    expect({ status, total: children?.total, itemsOf: children?.itemsOf }).toEqual({
      status: 'completed',
      total: 0,
      itemsOf: [{ uuid: 'list', name: 'list' }],
    });
  });

  it('of a block whose condition was not met is which one, and whether it answered or failed', async () => {
    const condition = (uuid: string, source: string, block: string) =>
      sql(uuid, source, [block], { type: 'conditional' });
    const shown = await shownAfterRun([
      sql('refused', 'SELECT 1 AS n'),
      condition('never', 'SELECT false', 'refused'),
      sql('below', 'SELECT * FROM refused', ['refused']),
      sql('broken', 'SELECT 1 AS n'),
      condition('lost', 'SELECT * FROM nowhere', 'broken'),
    ]);
    const own = { block: { uuid: 'refused', name: 'refused' }, unmet: [{ condition: 'never' }], failure: null };
    expect((await shown('refused')).cause).toEqual(own);
    expect((await shown('below')).cause).toEqual(own);
    const broken = (await shown('broken')).cause?.unmet[0];
    expect(broken?.condition).toBe('lost');
    expect(broken?.failure?.message).toContain('nowhere');
  });

  it('of a block that was tried again are its tries and why the last one failed', async () => {
    const shown = await shownAfterRun([
      sql('again', 'SELECT * FROM nowhere', [], { fields: { retry_config: { retries: 1, delay: 0 } } }),
    ]);
    const { status, retry } = await shown('again');
    expect(status).toBe('failed');
    expect(retry).toMatchObject({ failed: 1, nextAt: null });
    expect(retry?.failure?.message).toContain('nowhere');
  });
});

import { stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectFiles, writeFiles } from '../support/temp-project';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';

const uuids = Array.from({ length: 1000 }, (_, index) => `pipeline_${String(index).padStart(4, '0')}`);
const middle = 'pipeline_0500';
const long = new Date('2020-01-01T00:00:00Z');
const fileOf = (folder: string, uuid: string) => path.join(folder, 'pipelines', uuid, 'metadata.yaml');

async function prepare(folder: string): Promise<void> {
  const block = (uuid: string) => ({
    uuid: `load_${uuid}`,
    type: 'data_loader',
    language: 'sql' as const,
    source: `SELECT i, '${uuid}' AS name FROM range(5) t(i)\n`,
  });
  await writeFiles(folder, projectFiles(Object.fromEntries(uuids.map((uuid) => [uuid, [block(uuid)]]))));
  // a file whose access is as old as its change gets a new access time when it is read
  for (const uuid of uuids) await utimes(fileOf(folder, uuid), long, long);
}

inVSCode('A project of a thousand pipelines', { workspace: null, prepare }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);

  /** Pipelines whose file was read since it was made. */
  async function readPipelines(): Promise<string[]> {
    const { folder } = session();
    const times = await Promise.all(uuids.map(async (uuid) => (await stat(fileOf(folder, uuid))).atimeMs));
    return uuids.filter((_, index) => times[index] !== long.getTime());
  }

  it('opens its tree without reading a pipeline', async () => {
    await pipelines().show();
    await pipelines().row('pipeline_0000').waitFor();
    expect(await readPipelines()).toEqual([]);
  });

  it('has the thousandth at the end of the tree', async () => {
    await pipelines().scrollToEnd();
    await pipelines().row('pipeline_0999').waitFor();
    expect(await pipelines().row('pipeline_0000').count()).toBe(0);
  });

  it('reads the one that is unfolded, and runs it', async () => {
    const { workbench } = session();
    await pipelines().scrollTo(middle);
    await pipelines().expand(middle);
    await pipelines().goDown(); // what it unfolds to may be below the view
    await pipelines().row(`load_${middle}`).waitFor();
    // also shows that reading leaves its mark here, which an empty list alone would not
    expect(await readPipelines()).toEqual([middle]);
    await pipelines().runPipeline(middle);
    await pipelines().block(`load_${middle}`, '5 rows').waitFor({ timeout: 30_000 });
    await new RunsView(workbench).withWords('completed').waitFor();
    expect(await readPipelines()).toEqual([middle]);
  });

  it('says in VS Code’s own list how long it took to start', async () => {
    const { workbench } = session();
    await workbench.runCommand('Developer: Show Running Extensions');
    const activation = workbench.page.locator('.extension', { hasText: 'Eider' }).locator('.activation-time');
    await activation.waitFor();
    const words = (await activation.textContent()) ?? '';
    expect(words).toMatch(/Activation: \d+ ?ms/);
    console.log(`Eider: ${words}`); // a figure to look at, not to fail by
  });
});

import { expect, it } from 'vitest';
import { projectFiles, writeFiles, type BlockSource } from '../support/temp-project';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';

/** Never lets go of its thread, and has started a program that outlives it. */
const busy: BlockSource = {
  uuid: 'spin',
  type: 'data_loader',
  language: 'typescript',
  source: `import { spawn } from 'node:child_process';
import { dataLoader, type Context } from 'eider';

export default dataLoader(({ log }: Context) => {
  spawn('sleep', ['86399'], { stdio: 'ignore' });
  log.info('spinning');
  for (;;);
});
`,
};
const endless: BlockSource = {
  uuid: 'multiply',
  type: 'data_loader',
  language: 'sql',
  source: 'SELECT sum(a.i * b.i % 7) AS n FROM range(10000000000) a(i), range(10000000000) b(i)\n',
};
const after = (uuid: string, upstream: string): BlockSource => ({
  uuid,
  language: 'sql',
  upstream: [upstream],
  source: `SELECT * FROM ${upstream}\n`,
});
const prepare = (folder: string) =>
  writeFiles(
    folder,
    projectFiles({
      busy: [busy, after('after_spin', 'spin')],
      endless: [endless, after('after_multiply', 'multiply')],
    }),
  );

inVSCode('A long run', { workspace: null, prepare }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const runs = () => new RunsView(session().workbench);
  const graph = () => new GraphView(session().workbench);

  async function startFromTree(pipeline: string, block: string): Promise<void> {
    await pipelines().openPipeline(pipeline);
    await pipelines().runPipeline(pipeline);
    await pipelines().block(block, 'running').waitFor({ timeout: 30_000 });
    expect(session().server.processes('runner.js')).toHaveLength(1);
  }

  async function nothingRuns(): Promise<void> {
    const left = () => ['runner.js', 'sleep 86399'].flatMap((words) => session().server.processes(words));
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
  }

  it('of a busy TypeScript loop is cancelled in the tree, with what the block has started', async () => {
    await startFromTree('busy', 'spin');
    await pipelines().chooseFromMenu('spin', 'Show Output');
    const output = new OutputPanel(session().workbench);
    await output.shows('spin', 'running');
    await output.log.getByText('spinning').waitFor(); // the loop turns, and its program runs
    await expect.poll(() => session().server.processes('sleep 86399')).toHaveLength(1);

    await pipelines().act('busy', 'Cancel Run');
    await pipelines().block('busy', 'cancelled').waitFor();
    await pipelines().block('spin', 'cancelled').waitFor();
    await pipelines().block('after_spin', 'cancelled').waitFor();
    await runs().withWords('cancelled').waitFor();
    await output.shows('spin', 'cancelled');
    await nothingRuns();
  });

  it('of an endless query is cancelled in the status bar', async () => {
    await startFromTree('endless', 'multiply');
    const { workbench } = session();
    await workbench.statusBarItem('endless 0/2').hover();
    await workbench.hover.getByRole('link', { name: 'Cancel Run' }).click();
    await pipelines().block('multiply', 'cancelled').waitFor();
    await pipelines().block('endless', 'cancelled').waitFor();
    await nothingRuns();
  });

  it('is cancelled in the graph', async () => {
    const { workbench } = session();
    await workbench.statusBarItem('endless 0/2').click();
    await graph().block('multiply', 'cancelled').waitFor();
    await graph().press('Run pipeline');
    await graph().block('multiply', 'running').waitFor({ timeout: 30_000 });
    await graph().block('after_multiply', 'pending').waitFor();
    await graph().press('Cancel');
    await graph().block('multiply', 'cancelled').waitFor();
    await graph().block('after_multiply', 'cancelled').waitFor();
    await expect.poll(() => runs().withWords('cancelled').count()).toBe(3);
    await nothingRuns();
  });

  it('is cancelled by the command, which has nothing to do afterwards', async () => {
    await startFromTree('busy', 'spin');
    const { workbench } = session();
    await workbench.runCommand('Eider: Cancel Run');
    await pipelines().block('spin', 'cancelled').waitFor();
    await nothingRuns();
    await workbench.page.keyboard.press('F1');
    await workbench.quickInput.input.fill('>Eider: Run');
    await workbench.quickInput.row('Eider: Run Pipeline').waitFor();
    expect(await workbench.quickInput.row('Eider: Cancel Run').count()).toBe(0);
    await workbench.quickInput.cancel();
  });
});

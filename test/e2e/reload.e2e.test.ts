import { expect, it } from 'vitest';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';
import { untilKept } from './window-state';
import { letGo, writeWaitingProject } from './waiting-project';

inVSCode('A window that reloads', { workspace: null, prepare: writeWaitingProject }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const graph = () => new GraphView(session().workbench);
  const output = () => new OutputPanel(session().workbench);

  async function runUntilItWaits(): Promise<number> {
    await pipelines().runPipeline('demo');
    await graph().block('wait', 'running').waitFor({ timeout: 30_000 });
    const runners = session().server.processes('runner.js');
    expect(runners).toHaveLength(1);
    return runners[0] ?? 0;
  }

  async function reload(): Promise<void> {
    const { workbench } = session();
    await untilKept(workbench.page, {
      'memento/workbench.parts.editor': 'eider.graph',
      'eider.eider': '"block":"wait"',
    });
    await workbench.reload();
  }

  /** After a reload: the same process, and the run shown as running. */
  async function findsTheRunAgain(runner: number): Promise<void> {
    const { workbench } = session();
    await workbench.activeTab('demo').waitFor();
    await graph().block('numbers', 'completed').waitFor();
    await graph().block('wait', 'running').waitFor();
    await graph().block('after', 'pending').waitFor();
    await pipelines().openPipeline('demo');
    await pipelines().block('wait', 'running').waitFor();
    await new RunsView(workbench).withWords('running · 1/3').waitFor();
    await workbench.statusBarItem('demo 1/3').waitFor();
    expect(session().server.processes('runner.js')).toEqual([runner]);
  }

  it('finds a run again that goes on, with graph and selection', async () => {
    await pipelines().openPipeline('demo');
    await pipelines().showGraph('demo');
    await graph().block('wait', 'never').waitFor();
    const runner = await runUntilItWaits();
    await pipelines().chooseFromMenu('wait', 'Show Output');
    await output().shows('wait', 'running');

    await reload();
    await findsTheRunAgain(runner);
    // whether the panel itself comes back is up to VS Code, which gives up when the extension is late
    await session().workbench.runCommand('Eider: Focus on Output View');
    await output().shows('wait', 'running');
    await output().shows('wait', 'running');
    await output().openTab('Log');
    await output().log.getByText('waiting').waitFor();
  });

  it('can cancel the run that an earlier window started', async () => {
    await pipelines().act('demo', 'Cancel Run');
    await graph().block('wait', 'cancelled').waitFor();
    await pipelines().block('demo', 'cancelled').waitFor();
    await expect.poll(() => session().server.processes('runner.js'), { timeout: 10_000 }).toEqual([]);
  });

  it('sees the run to its end', async () => {
    const runner = await runUntilItWaits();
    await reload();
    await findsTheRunAgain(runner);
    await letGo(session().folder);
    for (const block of ['numbers', 'wait', 'after']) await graph().block(block, 'completed').waitFor();
    await new RunsView(session().workbench).withWords('completed').waitFor();
    await session().workbench.statusBarItem('demo 3/3').waitFor();
    await pipelines().chooseFromMenu('wait', 'Show Output');
    await output().shows('wait', 'completed');
    await output().openTab('output_0'); // the tab of the log may have come back with the window
    expect(await output().firstCells('i', 3)).toEqual(['0', '1', '2']);
  });
});

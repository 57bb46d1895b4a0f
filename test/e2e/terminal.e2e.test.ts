import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../setup/root';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';
import { letGo, writeWaitingProject } from './waiting-project';

const cli = path.join(root, 'dist', 'cli.js');

inVSCode('A run in a terminal', { workspace: null, prepare: writeWaitingProject }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const runs = () => new RunsView(session().workbench);
  const graph = () => new GraphView(session().workbench);

  /** Types the command and waits until the run stands at its waiting block, in tree, graph, runs and status bar. */
  async function runInTerminal(): Promise<void> {
    const { workbench } = session();
    const terminal = await workbench.newTerminal();
    await terminal.run(`${process.execPath} ${cli} run demo`);
    await pipelines().block('demo', 'running').waitFor({ timeout: 30_000 });
    await pipelines().block('wait', 'running').waitFor();
    await pipelines().block('numbers', '10 rows').waitFor();
    await graph().block('numbers', 'completed').waitFor();
    await graph().block('wait', 'running').waitFor();
    await graph().block('after', 'pending').waitFor();
    await runs().withWords('running · 1/3').waitFor();
    await workbench.statusBarItem('demo 1/3').waitFor();
    expect(session().server.processes(`${cli} run`)).toHaveLength(1);
    expect(session().server.processes('runner.js')).toEqual([]); // the window has started none itself
  }

  it('appears in the window while it goes on', async () => {
    await pipelines().openPipeline('demo');
    await pipelines().showGraph('demo');
    await graph().block('wait', 'never').waitFor();
    await runInTerminal();
  });

  it('is interrupted when its process is killed, and says so', async () => {
    const [pid = 0] = session().server.processes(`${cli} run`);
    process.kill(pid, 'SIGKILL');
    await runs().withWords('interrupted').waitFor();
    await pipelines().block('demo', 'interrupted').waitFor();
    await pipelines().block('wait', 'interrupted').waitFor();
    await graph().block('numbers', 'completed').waitFor();
    await graph().block('wait', 'interrupted').waitFor();
    expect(await runs().withWords('running').count()).toBe(0);
  });

  it('that was killed leaves the outputs before it readable', async () => {
    await pipelines().chooseFromMenu('numbers', 'Show Output');
    const output = new OutputPanel(session().workbench);
    await output.shows('numbers', 'completed');
    expect(await output.firstCells('i', 3)).toEqual(['0', '1', '2']);
  });

  it('is seen to complete', async () => {
    const { workbench } = session();
    await runInTerminal();
    await letGo(session().folder);
    for (const block of ['numbers', 'wait', 'after']) await graph().block(block, 'completed').waitFor();
    await pipelines().block('after', '1 row').waitFor();
    await runs().withWords('completed').waitFor();
    await runs().withWords('interrupted').waitFor(); // the earlier one stays what it was
    await workbench.statusBarItem('demo 3/3').waitFor();
  });
});

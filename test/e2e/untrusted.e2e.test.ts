import { appendFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../setup/command';
import { root } from '../setup/root';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { counted, sampleColumn, sampleNumber } from './sample-facts';
import { inVSCode } from './suite';

/**
 * The folder arrives with a run that somebody made elsewhere and a block that was edited since, and without anything that
 * only Eider would write.
 */
async function prepare(folder: string): Promise<void> {
  const cli = path.join(root, 'dist', 'cli.js');
  await runCommand(process.execPath, [cli, 'run', 'data_preparation'], { cwd: folder, timeout: 60 });
  await appendFile(path.join(folder, 'transformers', 'prepare.sql'), '-- another comment\n');
}

const restricted = 'This workspace is not trusted';

inVSCode('An untrusted folder', { workspaceTrust: true, prepare }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const graph = () => new GraphView(session().workbench);
  const output = () => new OutputPanel(session().workbench);
  const runs = () => readdir(path.join(session().folder, '.eider', 'runs', 'data_preparation'));

  it('shows its tree, and the view says that nothing runs', async () => {
    const { workbench } = session();
    await workbench.statusBarItem('Restricted Mode').waitFor();
    await pipelines().openPipeline('data_preparation');
    await pipelines().pane.getByText(restricted).waitFor();
    await pipelines().block('ingest', '53,300 rows').waitFor();
    await new RunsView(workbench).withWords('completed').waitFor();
  });

  it('shows its graph, whose buttons say why they do nothing', async () => {
    await pipelines().showGraph('data_preparation');
    await graph().block('build', 'completed').waitFor();
    await graph().document.getByRole('note').getByText(restricted).waitFor();
    const run = graph().button(/^Run pipeline: /);
    expect(await run.getAttribute('aria-disabled')).toBe('true');
    await run.click({ force: true });
    expect(await runs()).toHaveLength(1);
  });

  it('shows its stored outputs', async () => {
    await pipelines().chooseFromMenu('ingest', 'Show Output');
    await output().shows('ingest', 'completed');
    const column = 'lpep_pickup_datetime';
    expect(await output().firstCells(column, 3)).toEqual(await sampleColumn('ingest', column, 3));
    await output().document.getByText('Not trusted').waitFor();
    await pipelines().chooseFromMenu('prepare', 'Show Output');
    const rows = await sampleNumber('SELECT count(*) FROM train');
    expect(await output().note('train').textContent()).toBe(counted(rows));
  });

  it('offers no run in tree, menu or palette', async () => {
    const { workbench } = session();
    const row = pipelines().row('data_preparation');
    await row.hover();
    await row.getByRole('button', { name: 'Show Graph' }).waitFor();
    expect(await row.getByRole('button', { name: 'Run Pipeline' }).count()).toBe(0);

    await row.click({ button: 'right' });
    await workbench.menuItem('Show Graph').waitFor();
    await workbench.menuItem('Run Pipeline').and(workbench.page.locator('.disabled')).waitFor();
    await workbench.page.keyboard.press('Escape');
    await pipelines().row('build').click({ button: 'right' });
    await workbench.menuItem('Debug Block').and(workbench.page.locator('.disabled')).waitFor();
    await workbench.page.keyboard.press('Escape');

    await workbench.page.keyboard.press('F1');
    await workbench.quickInput.input.fill('>Eider: R');
    await workbench.quickInput.row('Eider: Refresh').waitFor();
    expect(await workbench.quickInput.row('Eider: Run Pipeline').count()).toBe(0);
    await workbench.quickInput.input.fill('>Eider: De');
    await workbench.quickInput.row('Eider: Delete Secret').waitFor();
    expect(await workbench.quickInput.row('Eider: Debug Block').count()).toBe(0);
    await workbench.quickInput.cancel();
  });

  it('runs nothing by a key in the editor either', async () => {
    const { workbench, server } = session();
    await workbench.openFile('data_exporters/build.ts');
    await workbench.page.keyboard.press('Control+Alt+Enter');
    await workbench.page.keyboard.press('Control+Alt+Shift+D');
    // the next thing the window does comes after the key
    await workbench.runCommand('Eider: Refresh');
    await pipelines().openPipeline('data_preparation');
    await pipelines().block('ingest', '53,300 rows').waitFor();
    expect(await runs()).toHaveLength(1);
    expect(server.processes('runner.js')).toEqual([]);
  });

  it('runs when it was trusted, and then it is looked at what is out of date', async () => {
    const { workbench } = session();
    expect(await pipelines().description('prepare').textContent()).not.toContain('out of date');
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await pipelines().pane.getByText(restricted).waitFor({ state: 'hidden' });
    await pipelines().block('prepare', 'out of date').waitFor();
    await pipelines().runPipeline('data_preparation');
    await expect.poll(() => new RunsView(workbench).withWords('completed').count(), { timeout: 60_000 }).toBe(2);
  });
});

import path from 'node:path';
import { expect, it } from 'vitest';
import { listRuns } from '../../core/store/runs';
import { projectFiles, writeFiles } from '../support/temp-project';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';

/** Two projects with a pipeline of the same name, whose blocks tell them apart. */
async function prepare(folder: string): Promise<void> {
  for (const [project, rows] of [
    ['bikes', 3],
    ['taxis', 4],
  ] as const) {
    const source = `SELECT '${project}' AS vehicle, i FROM range(${rows}) t(i)\n`;
    const block = { uuid: `load_${project}`, type: 'data_loader', language: 'sql', source } as const;
    await writeFiles(path.join(folder, project), projectFiles({ daily: [block] }));
  }
  const folders = [{ path: 'bikes' }, { path: 'taxis' }];
  await writeFiles(folder, { 'both.code-workspace': JSON.stringify({ folders, settings: {} }) });
}

inVSCode('A workspace of two folders', { workspace: null, prepare, open: 'both.code-workspace' }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const runsOf = (project: string) => listRuns(path.join(session().folder, project));

  it('shows both projects with their pipelines', async () => {
    await pipelines().show();
    await pipelines().row('daily').nth(1).waitFor();
    const labels = await pipelines().pane.locator('.label-name').allTextContents();
    expect(labels).toEqual(['bikes', 'daily', 'taxis', 'daily']);
  });

  it('runs the pipeline of the second, and only that', async () => {
    await pipelines().expandRow(pipelines().row('daily').nth(1));
    await pipelines().act('load_taxis', 'Run Block');
    await pipelines().block('load_taxis', '4 rows').waitFor({ timeout: 30_000 });
    await new RunsView(session().workbench).withWords('completed').waitFor();
    expect(await runsOf('taxis')).toHaveLength(1);
    expect(await runsOf('bikes')).toEqual([]);
  });

  it('asks in which project, where two pipelines have one name', async () => {
    const { workbench } = session();
    await workbench.runCommand('Eider: Run Pipeline');
    await workbench.quickInput.row('daily').filter({ hasText: 'bikes' }).click();
    await pipelines().expandRow(pipelines().row('daily').first());
    await pipelines().block('load_bikes', '3 rows').waitFor({ timeout: 30_000 });
    await pipelines().block('load_taxis', '4 rows').waitFor();
    expect(await runsOf('bikes')).toHaveLength(1);
    expect(await runsOf('taxis')).toHaveLength(1);
    await expect.poll(() => new RunsView(workbench).withWords('completed').count(), { timeout: 20_000 }).toBe(2);
  });

  it('shows the output of the one that is chosen', async () => {
    const output = new OutputPanel(session().workbench);
    for (const [block, vehicle] of [
      ['load_bikes', 'bikes'],
      ['load_taxis', 'taxis'],
    ] as const) {
      await pipelines().chooseFromMenu(block, 'Show Output');
      await output.shows(block, 'completed');
      expect(await output.firstCells('vehicle', 1)).toEqual([vehicle]);
    }
  });
});

import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../setup/root';
import { contentsOf } from '../support/folder-contents';
import { FoundPage } from './found-page';
import { GraphView } from './graph-view';
import { PipelinesView } from './pipelines-view';
import { inVSCode } from './suite';

const workspace = path.join(root, 'test', 'fixtures', 'mage-course');
const unit = 'unit_3_watch';

inVSCode('A Mage project that is opened for the first time', { workspace, workspaceTrust: true }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const page = () => new FoundPage(session().workbench);
  let before: Record<string, string> = {};

  it('is offered as a report, which opens only when it is asked for', async () => {
    const { workbench, folder } = session();
    before = await contentsOf(folder);
    await pipelines().show();
    await pipelines().row(unit).waitFor();
    await workbench.notification(/new to Eider/).waitFor();
    expect(await workbench.page.locator('.tab').filter({ hasText: 'What Eider Found' }).count()).toBe(0);
    await workbench.answer(/new to Eider/, 'Show What Was Found');
    await page().project(unit).waitFor();
  });

  it('says what is there and starts nothing while the folder is not trusted', async () => {
    await page().document.getByText('6 pipelines with').first().waitFor();
    await page().document.getByRole('note').getByText('not trusted').waitFor();
    await page().line(unit, 'Retrain models hourly').getByText('@hourly, active in Mage').waitFor();
    const run = page().button(/^Run data_preparation/);
    expect(await run.getAttribute('aria-disabled')).toBe('true');
    await page().document.getByText('Listed in settings.yaml, and not there').waitFor();
    expect(await page().document.getByText('is missing').count()).toBe(0);
  });

  it('leads from a line to its place', async () => {
    const { workbench } = session();
    await page().line(unit, 'Real-time predictions').getByRole('button').click();
    await workbench.activeTab('triggers.yaml').waitFor();
    await workbench.page.locator('.statusbar-item').filter({ hasText: 'Ln 2,' }).waitFor();
    await workbench.runCommand('Eider: Show What Eider Found');
    await page().project(unit).waitFor();
  });

  it('asks the interpreter for packages once the folder is trusted', async () => {
    const { workbench } = session();
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.runCommand('Eider: Show What Eider Found');
    await page()
      .project(unit)
      .getByText(/^Python 3/)
      .waitFor({ timeout: 60_000 });
    const scikit = page().line(unit, 'scikit-learn').first();
    await scikit.waitFor();
    await scikit.getByRole('button', { name: /build\.py/ }).waitFor();
  });

  it('is browsed and drawn without anything being written into it', async () => {
    const { workbench, folder } = session();
    await page().button('Graph of sklearn_training').click();
    const graph = new GraphView(workbench);
    await graph.block('hyperparameter_tuning/sklearn', 'never').waitFor();
    await workbench.runCommand('Eider: Refresh');
    await pipelines().row(unit).waitFor();
    await workbench.openFile('unit_3_watch/custom/inference.py');
    expect(await contentsOf(folder)).toEqual(before);
  });
});

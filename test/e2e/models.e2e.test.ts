import path from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../setup/command';
import { root } from '../setup/root';
import { writeModelsProject } from './models-project';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { inVSCode } from './suite';

/** The blocks have run, so that there is a model to look at. */
async function prepare(folder: string): Promise<void> {
  await writeModelsProject(folder);
  const cli = path.join(root, 'dist', 'cli.js');
  await runCommand(process.execPath, [cli, 'run', 'fares'], { cwd: folder, timeout: 60 });
}

inVSCode('A project with a model', { workspace: null, prepare }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const output = () => new OutputPanel(session().workbench);
  const tree = () => output().document.getByRole('tree');

  it('shows what a booster is and what counts in it', async () => {
    await pipelines().openPipeline('fares');
    await pipelines().chooseFromMenu('train', 'Show Output');
    await output().shows('train', 'completed');
    await session().workbench.runCommand('View: Toggle Maximized Panel');
    await output().document.locator('.model-facts').getByText('reg:squarederror').waitFor();
    const card = output().document.locator('[data-card="importance"]');
    const features = card.locator('tbody th');
    await features.first().waitFor();
    expect(await features.allTextContents()).toEqual(['miles', 'hour']);
    await card.getByLabel('What counts').selectOption('weight');
    await card.getByRole('table', { name: 'Importance by weight (splits)' }).waitFor();
  });

  it('draws a tree, which the keyboard goes through and on', async () => {
    const items = tree().getByRole('treeitem');
    await items.first().waitFor();
    await items.first().focus();
    await session().browser.page.keyboard.press('ArrowRight');
    const next = tree().getByRole('treeitem', { level: 2 }).first();
    expect(await next.evaluate((node) => node === document.activeElement)).toBe(true);
    const more = tree().getByRole('treeitem', { expanded: false }).first();
    const words = (await more.getAttribute('aria-label')) ?? '';
    expect(words).toMatch(/ nodes below$/);
    await more.press('Enter');
    const way = output().document.getByRole('navigation', { name: 'Way to this part of the tree' });
    await way.getByRole('button').nth(2).waitFor();
    await tree().locator('[aria-level="1"]:focus').waitFor(); // the keyboard has come along
    await way.getByRole('button').first().click();
    await way.waitFor({ state: 'detached' });
  });

  it('draws another tree, and writes it as text', async () => {
    const card = output().document.locator('[data-card="tree"]');
    await card.getByRole('button', { name: 'Next round' }).click();
    await output().document.getByRole('tree', { name: 'Tree 1', exact: true }).waitFor();
    await card.getByRole('button', { name: 'Show as text' }).click();
    const text = output().document.locator('.tree-text');
    await text.waitFor();
    expect(await text.textContent()).toMatch(/^0:\[\w+<[\d.]+\] yes=1,no=2,missing=\d,gain=/);
    await card.getByRole('button', { name: 'Show as picture' }).click();
    await tree().getByRole('treeitem').first().waitFor();
  });

  it('gets a chart of predicted against actual values by the questions asked', async () => {
    const { quickInput } = session().workbench;
    await session().workbench.runCommand('View: Toggle Maximized Panel');
    await pipelines().chooseFromMenu('predict', 'Add Chart…');
    await quickInput.asks('New Chart of predict (1/6)');
    await quickInput.pick('predicted against actual');
    await quickInput.asks('New Chart of predict (2/5)');
    await quickInput.pick('Columns');
    await quickInput.asks('New Chart of predict (3/5)');
    await quickInput.pick('fare');
    await quickInput.asks('New Chart of predict (4/5)');
    await quickInput.pick('prediction');
    await quickInput.asks('New Chart of predict (5/5)');
    await quickInput.enter('Fares');
    await output().shows('predict', 'completed');
    await session().workbench.runCommand('View: Toggle Maximized Panel');
    await output().openTab('Charts');
    const chart = output().chart('fares');
    await chart.getByRole('img', { name: /^Fares: [\d,]+ cells of prediction over fare/ }).waitFor();
    await chart.getByText(/^6,000 rows: mean absolute error .*, R² 0\.9\d+/).waitFor();
    await chart.getByRole('button', { name: 'Show as table' }).click();
    expect(await chart.locator('thead th').allTextContents()).toEqual(['fare', 'prediction', 'Rows']);
    await chart.getByRole('button', { name: 'Show as chart' }).click();
  });
});

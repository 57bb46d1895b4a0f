import { expect, it } from 'vitest';
import { ExperimentsPage } from './experiments-page';
import { PipelinesView } from './pipelines-view';
import { inVSCode } from './suite';
import { trainingProject } from './training-project';

const training = { timeout: 60_000 };

inVSCode('Experiments', trainingProject, (session) => {
  const page = () => new ExperimentsPage(session().workbench);
  const pipelines = () => new PipelinesView(session().workbench);

  it('say what to do where nothing was trained', async () => {
    await pipelines().openPipeline('fares');
    await session().workbench.runCommand('Eider: Show Experiments');
    await page().document.getByText('Nothing was trained here yet.').waitFor();
    await page().document.getByText('Open an Example').waitFor();
  });

  it('appear when they are trained, with their curves and their model', async () => {
    await pipelines().chooseFromMenu('fit_slowly', 'Run Block');
    await page().chart('rmse').locator('canvas').waitFor();
    await page().rows('fit_slowly').filter({ hasText: 'Completed' }).waitFor(training);
    await expect.poll(() => page().steps('rmse', 'validation')).toBe(400);
    await page().document.getByText('Open output').waitFor();
  });

  it('stand side by side when two are chosen', async () => {
    await pipelines().chooseFromMenu('fit_quickly', 'Run Block');
    await page().rows('fit_quickly').filter({ hasText: 'Completed' }).waitFor(training);
    await page().rows('fit_quickly').getByRole('checkbox').check();
    await page().rows('fit_slowly').getByRole('checkbox').check();
    const comparison = page().document.getByRole('region', { name: 'Comparison', exact: true });
    await comparison.getByRole('row', { name: /^eta 0\.3 0\.05/ }).waitFor();
    await comparison.locator('tr[data-metric="validation-rmse"] td.best').waitFor();
    expect(await page().chart('rmse').locator('.curve-summary tbody tr').count()).toBe(4);
    await page().button('Logarithmic scale, off').click();
    await page().button('Logarithmic scale, on').waitFor();
  });

  it('are filtered by words and sorted by a score', async () => {
    await page().document.getByRole('searchbox').fill('quick');
    await expect.poll(() => page().rows().count()).toBe(1);
    await page().document.getByRole('searchbox').fill('');
    await expect.poll(() => page().rows().count()).toBe(2);
    const scores = async () => (await page().rows().locator('td:last-child').allTextContents()).map(Number);
    await page().button('validation-rmse').click();
    await expect.poll(async () => (await scores())[0]).toBe(Math.min(...(await scores())));
    await page().button('validation-rmse').click();
    await expect.poll(async () => (await scores())[0]).toBe(Math.max(...(await scores())));
  });

  it('of a search are its trials, which an axis filters with the keyboard and the pointer', async () => {
    await pipelines().openPipeline('tuning');
    await pipelines().chooseFromMenu('tuning', 'Show Experiments');
    await page()
      .button(/^Only tuning/)
      .waitFor();
    await pipelines().runPipeline('tuning');
    await page().rows('minimize').filter({ hasText: 'Completed' }).waitFor(training);
    await expect.poll(() => page().trials.count()).toBe(40);
    expect(await page().document.locator('.parallel-axis').count()).toBe(6);
    for (let press = 0; press < 10; press += 1) await page().slider('eta from').press('ArrowUp');
    await expect.poll(() => page().trials.count()).toBeLessThan(40);
    const byKeys = await page().trials.count();
    expect(byKeys).toBeGreaterThan(0);
    await page().slider('eta from').press('Escape');
    await expect.poll(() => page().trials.count()).toBe(40);
    await page().document.locator('.parallel').scrollIntoViewIfNeeded();
    const axis = await page().document.locator('.parallel-axis .parallel-reach').last().boundingBox();
    if (axis === null) throw new Error('The last axis is not drawn.');
    const { mouse } = session().workbench.page;
    await mouse.move(axis.x + axis.width / 2, axis.y + axis.height - 4);
    await mouse.down();
    await mouse.move(axis.x + axis.width / 2, axis.y + axis.height * 0.8, { steps: 4 });
    await mouse.up();
    await expect.poll(() => page().trials.count()).toBeLessThan(40);
    // the lower end of the last axis are the best scores
    await page().document.locator('.trial-list tr.best').waitFor();
  });

  it('are drawn while they train, and keep what they had reached when they are cancelled', async () => {
    await pipelines().openPipeline('endless');
    await pipelines().chooseFromMenu('endless', 'Show Experiments');
    await pipelines().runPipeline('endless');
    await page().rows('fit_forever').filter({ hasText: 'Running' }).waitFor(training);
    const steps = () =>
      page()
        .steps('rmse', 'validation')
        .catch(() => 0);
    await expect.poll(steps, training).toBeGreaterThan(5);
    const early = await steps();
    await expect.poll(steps, training).toBeGreaterThan(early);
    await session().workbench.runCommand('Eider: Cancel Run');
    await page().rows('fit_forever').filter({ hasText: 'Cancelled' }).waitFor(training);
    await page().document.getByText('the curves end where it was stopped').waitFor();
    expect(await steps()).toBeGreaterThan(early);
  });

  it('come back when the window is loaded anew', async () => {
    await session().workbench.reload();
    // with the filter of a moment ago: VS Code does not write down the newest state of a page at once
    await page()
      .button(/^Only (tuning|endless)/)
      .waitFor(training);
    await page().rows().first().waitFor();
    await page().document.locator('.curve canvas').first().waitFor();
  });
});

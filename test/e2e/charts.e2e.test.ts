import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCommand } from '../setup/command';
import { root } from '../setup/root';
import { barePython, withReason } from '../support/python';
import { writeChartsProject } from './charts-project';
import { openOutside, type Outside } from './outside';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { inVSCode } from './suite';

const python = await barePython();
const env = 'command' in python ? { EIDER_PYTHON: python.command } : {};

let outside: Outside;

/** The blocks have run, so that there is something to draw. */
async function prepare(folder: string): Promise<void> {
  await writeChartsProject(folder, outside.address);
  const cli = path.join(root, 'dist', 'cli.js');
  await runCommand(process.execPath, [cli, 'run', 'models'], {
    ...{ cwd: folder, timeout: 60, env: { ...process.env, ...env } },
  });
}

describe.skipIf('unavailable' in python)(withReason('charts', python), () => {
  beforeAll(async () => {
    outside = await openOutside();
  });
  afterAll(() => outside.close());

  inVSCode('A project with charts', { workspace: null, prepare, env }, (session) => {
    const pipelines = () => new PipelinesView(session().workbench);
    const output = () => new OutputPanel(session().workbench);
    const file = (name: string) => path.join(session().folder, name);

    it('shows bars and a pie that Python code has computed, with what it has printed', async () => {
      await pipelines().openPipeline('models');
      await pipelines().chooseFromMenu('scores', 'Show Output');
      await output().shows('scores', 'completed');
      await session().workbench.runCommand('View: Toggle Maximized Panel');
      await output().openTab('Charts');
      expect(await output().chartRows('errors')).toEqual([
        ['Lasso', '9.25 min'],
        ['Ridge', '6.00 min'],
        ['Booster', '5.20 min'],
      ]);
      expect(await output().chartRows('runs')).toEqual([
        ['Booster', '3 (50 %)'],
        ['Lasso', '2 (33 %)'],
        ['Ridge', '1 (17 %)'],
      ]);
      const printed = output().chart('errors').locator('.chart-printed');
      await printed.locator('summary').click();
      expect(await printed.locator('pre').textContent()).toBe('computing means\n');
    });

    it('shows a table, a picture whatever it is called, and a page', async () => {
      expect(await output().chartRows('list')).toHaveLength(6);
      const image = output().chart('picture').getByRole('img');
      await image.waitFor();
      expect(await image.evaluate((element) => (element instanceof HTMLImageElement ? element.naturalWidth : 0))).toBe(
        240,
      );
      const frame = output().chart('page').frameLocator('iframe');
      await frame.getByText('Scripts do not run.').waitFor();
      const color = await frame
        .getByRole('heading', { name: 'Runs' })
        .evaluate((element) => getComputedStyle(element).color);
      expect(color).toBe('rgb(0, 128, 128)');
      // in what is a shadow root there, as everywhere: looked for through them
      await frame.getByText('In a shadow').waitFor();
      expect(await frame.locator('link, [src]').count()).toBe(0);
    });

    it('runs the scripts of a page when they are allowed, and lets them reach nothing', async () => {
      const chart = output().chart('page');
      const drawn = await readFile(file('drawn.txt'), 'utf8');
      await chart.getByRole('button', { name: 'Allow Scripts in This Chart' }).click();
      const frame = chart.frameLocator('iframe');
      await frame.getByText('Scripts run.').waitFor();
      await frame.getByText('All was tried.').waitFor();
      await frame.getByRole('button', { name: 'Leave' }).click();
      await frame.getByText('All was tried.').waitFor({ state: 'detached' });
      expect(outside.connections()).toBe(0);
      await output().shows('scores', 'completed'); // the message of the frame, that nothing be shown, is not heard
      await chart.getByRole('button', { name: 'Stop Scripts' }).click();
      await frame.getByText('Scripts do not run.').waitFor();
      expect(await readFile(file('drawn.txt'), 'utf8')).toBe(drawn); // its code has not been executed again
    });

    it('is drawn anew when the code has changed, and says what is wrong with it', async () => {
      const source = await readFile(file('charts/runs.py'), 'utf8');
      await writeFile(file('charts/runs.py'), `print('before')\nruns = scores['name']\n`);
      const failure = output().chart('runs').getByRole('alert');
      await failure.filter({ hasText: "KeyError: 'name'" }).waitFor();
      await failure.locator('summary').click();
      expect(await failure.locator('pre').textContent()).toContain('before');
      await failure.getByRole('button', { name: 'Open line' }).click();
      await session().workbench.activeTab('runs.py').waitFor();
      await writeFile(file('charts/runs.py'), source.replace('runs =', 'runs = ["Other"] +'));
      await expect
        .poll(() =>
          output()
            .chartRows('runs')
            .catch(() => []),
        )
        .toContainEqual(['Other', '1 (14 %)']);
      await rm(file('charts/runs.py'));
      await failure.filter({ hasText: 'scores stored no table' }).waitFor(); // without code it is drawn of a table
    });

    it('gets a chart by the questions asked', async () => {
      const { quickInput } = session().workbench;
      await pipelines().chooseFromMenu('trips', 'Add Chart…');
      await quickInput.asks('New Chart of trips (1/6)');
      await quickInput.pick('bar chart');
      await quickInput.asks('New Chart of trips (2/6)');
      await quickInput.pick('Columns');
      await quickInput.asks('New Chart of trips (3/6)');
      await quickInput.pick('zone');
      await quickInput.asks('New Chart of trips (4/6)');
      await quickInput.pick('sum');
      await quickInput.asks('New Chart of trips (5/6)');
      await quickInput.pick('miles');
      await quickInput.asks('New Chart of trips (6/6)');
      await quickInput.enter('Miles by zone');
      await output().shows('trips', 'completed');
      await output().openTab('Charts');
      expect(await output().chartRows('miles_by_zone')).toEqual([
        ['zone 0', '67.5'],
        ['zone 1', '72.5'],
        ['zone 2', '77.5'],
      ]);
      expect(await readFile(file('charts/miles_by_zone.py'), 'utf8')).toBe('');
      expect(parse(await readFile(file('pipelines/models/metadata.yaml'), 'utf8'))).toHaveProperty('widgets[5]', {
        ...{ uuid: 'miles_by_zone', name: 'Miles by zone', type: 'chart', language: 'python' },
        ...{ upstream_blocks: ['trips'] },
        configuration: {
          ...{ chart_type: 'bar chart', group_by: ['zone'] },
          metrics: [{ aggregation: 'sum', column: 'miles' }],
        },
      });
    });
  });
});

import { expect, it } from 'vitest';
import { projectFiles, writeFiles } from '../support/temp-project';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { counted, sampleColumn, sampleNumber, sampleRows } from './sample-facts';
import { inVSCode } from './suite';

const manyRows = 20_000_000;
const many = {
  uuid: 'numbers',
  type: 'data_loader',
  language: 'sql',
  source: `SELECT i, i % 7 AS k FROM range(${manyRows}) t(i)\n`,
} as const;
const prepare = async (folder: string) => {
  const { 'metadata.yaml': _project, ...pipeline } = projectFiles({ many: [many] });
  await writeFiles(folder, pipeline);
};

inVSCode('The output panel', { prepare }, (session) => {
  const output = () => new OutputPanel(session().workbench);
  const pipelines = () => new PipelinesView(session().workbench);

  it('says what to do while nothing is selected', async () => {
    const { workbench } = session();
    await pipelines().openPipeline('data_preparation'); // the extension is there, and its commands with it
    await workbench.runCommand('Eider: Focus on Output View');
    await output().document.getByText('Nothing selected').waitFor();
  });

  it('shows the first rows of a block as they stand in the files', async () => {
    await pipelines().runPipeline('data_preparation');
    await new RunsView(session().workbench).withWords('completed').waitFor({ timeout: 60_000 });
    await pipelines().chooseFromMenu('ingest', 'Show Output');
    await output().shows('ingest', 'completed');
    const columns = ['VendorID', 'lpep_pickup_datetime', 'store_and_fwd_flag', 'PULocationID', 'trip_distance'];
    for (const column of columns) {
      expect(await output().firstCells(column, 4), column).toEqual(await sampleColumn('ingest', column, 4));
    }
  });

  it('has a tab for each named output of a block, with its row count', async () => {
    await pipelines().chooseFromMenu('prepare', 'Show Output');
    await output().shows('prepare', 'completed');
    for (const [tab, view] of [
      ['all', 'prepared'],
      ['train', 'train'],
      ['validation', 'validation'],
    ] as const) {
      const rows = await sampleNumber(`SELECT count(*) FROM ${view}`);
      expect(await output().note(tab).textContent()).toBe(counted(rows));
      await output().openTab(tab);
      await output().document.getByRole('grid', { name: tab, exact: true }).waitFor();
      for (const column of ['PU_DO', 'trip_distance']) {
        expect(await output().firstCells(column, 3), `${tab}.${column}`).toEqual(await sampleColumn(view, column, 3));
      }
    }
  });

  it('says the buckets of a histogram as a table too', async () => {
    await output().openTab('Charts');
    const chart = output().chart('prepare_histogram');
    await chart.locator('canvas').waitFor();
    const [[low, high] = []] = await sampleRows(
      'SELECT min(trip_distance), max(trip_distance) FROM prepared WHERE trip_distance <= 20',
    );
    // Mage's rule for 20 buckets: a whole number above 1, thousandths below
    const step = (1 + Number(high) - Number(low)) / 20;
    const width = step > 1 ? Math.ceil(step) : Number(step.toFixed(3));
    const buckets = await sampleRows(
      `SELECT floor((trip_distance - ${String(low)}) / ${width}) AS bucket, count(*)
       FROM prepared WHERE trip_distance <= 20 GROUP BY bucket ORDER BY bucket`,
    );
    expect(buckets.length).toBeGreaterThan(5);
    await chart.getByRole('button', { name: 'Show as table' }).click();
    await chart.locator('canvas').waitFor({ state: 'detached' });
    const rows = await output().chartRows('prepare_histogram');
    expect(rows.map(([, count]) => count)).toEqual(buckets.map(([, count]) => counted(Number(count))));
    for (const [index, [label = '']] of rows.entries()) {
      expect(parseFloat(label), label).toBeCloseTo(Number(low) + Number(buckets[index]?.[0]) * width, 2);
    }
  });

  it('shows matrices and arrays as text with their shapes, and models as what they have learnt', async () => {
    await pipelines().chooseFromMenu('build', 'Show Output');
    await output().shows('build', 'completed');
    const [all, train] = [
      await sampleNumber('SELECT count(*) FROM prepared'),
      await sampleNumber('SELECT count(*) FROM train'),
    ];
    // one feature for each pair of places, and the distance
    const features = 1 + (await sampleNumber('SELECT count(DISTINCT PU_DO) FROM prepared'));
    const trained = 1 + (await sampleNumber('SELECT count(DISTINCT PU_DO) FROM train'));
    const [[place, distance, duration] = []] = await sampleRows(
      'SELECT PU_DO, trip_distance, duration FROM prepared LIMIT 1',
    );

    expect(await output().note('X').textContent()).toBe(`${counted(all)} × ${counted(features)}`);
    expect(await output().note('X_train').textContent()).toBe(`${counted(train)} × ${counted(trained)}`);
    const matrix = await output().preview('X').textContent();
    expect(matrix).toContain(`${counted(all)} rows × ${counted(features)} columns`);
    expect(matrix).toContain(`row 0  PU_DO=${String(place)}: 1, trip_distance: ${String(distance)}\n`);

    await output().openTab('y_train');
    const targets = await output().preview('y_train').textContent();
    expect(targets?.split('\n')[0]).toContain(`shape (${counted(train)})`);
    expect(Number(targets?.split('\n')[2])).toBeCloseTo(Number(duration), 9);

    await output().openTab('dv');
    const [[first] = []] = await sampleRows('SELECT min(PU_DO) FROM train');
    await output()
      .document.locator('.model-table')
      .getByText(`PU_DO=${String(first)}`, { exact: true })
      .waitFor();
  });

  it('lists the tests of a block that passed', async () => {
    expect(await output().note('Tests').textContent()).toBe('3 passed');
    await output().openTab('Tests');
    await output().tests.first().waitFor();
    const texts = await output().tests.allTextContents();
    expect(texts).toHaveLength(3);
    for (const text of texts) expect(text).toMatch(/^Passed:/);
    expect(texts.join('\n')).toContain('has a target for every trip');
  });

  it('shows what a block printed', async () => {
    const train = await sampleNumber('SELECT count(*) FROM train');
    const features = 1 + (await sampleNumber('SELECT count(DISTINCT PU_DO) FROM train'));
    await output().openTab('Log');
    await output().log.getByText(`${train} trips to train on, with ${features} features`).waitFor();
  });

  it('scrolls through twenty million rows', async () => {
    await pipelines().openPipeline('many');
    await pipelines().act('numbers', 'Run Block');
    await pipelines().block('numbers', '20,000,000 rows').waitFor({ timeout: 60_000 });
    await pipelines().chooseFromMenu('numbers', 'Show Output');
    await output().shows('numbers', 'completed');
    expect(await output().firstCells('i', 3)).toEqual(['0', '1', '2']);

    await output().scrollToEnd();
    const last = await output().cell(manyRows - 1, 'i');
    await last.waitFor();
    expect(await last.textContent()).toBe(String(manyRows - 1));
    expect(await (await output().cell(manyRows - 1, 'k')).textContent()).toBe(String((manyRows - 1) % 7));

    await output().dragScrollBar(0.5);
    await expect.poll(() => nearest(manyRows / 2), { timeout: 20_000 }).toBeLessThan(manyRows / 100);
    for (const { row, text } of await output().shownCells('i')) expect(text).toBe(String(row));

    await output().scrollToStart();
    await (await output().cell(0, 'i')).waitFor();
  });

  /** How far the shown row that is nearest to one is from it. */
  async function nearest(wanted: number): Promise<number> {
    const cells = await output().shownCells('i');
    return Math.min(...cells.map(({ row }) => Math.abs(row - wanted)));
  }

  it('finds the largest of twenty million rows by sorting', async () => {
    await output().sortBy('i');
    await output().sortBy('i');
    await output().header('i').and(output().grid.locator('[aria-sort="descending"]')).waitFor();
    await expect
      .poll(async () => (await output().shownCells('i'))[0], { timeout: 60_000 })
      .toEqual({ row: 0, text: String(manyRows - 1) });
  });
});

import { expect, it } from 'vitest';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';

inVSCode('The sample pipeline', {}, (session) => {
  it('is in the tree with its blocks in order', async () => {
    const pipelines = new PipelinesView(session().workbench);
    await pipelines.openPipeline('data_preparation');
    await pipelines.row('build').waitFor();
    expect(await pipelines.pane.locator('.label-name').allTextContents()).toEqual([
      'data_preparation',
      'ingest',
      'prepare',
      'build',
      'predict',
      'sklearn_training',
      'xgboost_training',
    ]);
  });

  it('is drawn as a graph of blocks that have not run', async () => {
    const { workbench } = session();
    await new PipelinesView(workbench).showGraph('data_preparation');
    const graph = new GraphView(workbench);
    for (const block of ['ingest', 'prepare', 'build']) await graph.block(block, 'never').waitFor();
  });

  it('runs by the button in the tree, and graph, tree, runs and status bar follow', async () => {
    const { workbench } = session();
    const pipelines = new PipelinesView(workbench);
    await pipelines.runPipeline('data_preparation');
    const graph = new GraphView(workbench);
    for (const block of ['ingest', 'prepare', 'build'])
      await graph.block(block, 'completed').waitFor({ timeout: 60_000 });
    await pipelines.block('ingest', '53,300 rows').waitFor();
    await new RunsView(workbench).withWords('completed').waitFor();
    await workbench.statusBarItem('data_preparation 3/3').waitFor();
  });

  it('shows the rows of a block, sorted by a column in both directions', async () => {
    const { workbench } = session();
    await new PipelinesView(workbench).chooseFromMenu('ingest', 'Show Output');
    const output = new OutputPanel(workbench);
    await output.shows('ingest', 'completed');
    await output.sortBy('lpep_pickup_datetime');
    await output.header('lpep_pickup_datetime').and(output.grid.locator('[aria-sort="ascending"]')).waitFor();
    const first = await (await output.cell(0, 'lpep_pickup_datetime')).textContent();
    await output.sortBy('lpep_pickup_datetime');
    await output.header('lpep_pickup_datetime').and(output.grid.locator('[aria-sort="descending"]')).waitFor();
    const last = await (await output.cell(0, 'lpep_pickup_datetime')).textContent();
    expect(first).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(String(last) > String(first)).toBe(true);
  });

  it('has a histogram under the name of a number column', async () => {
    const output = new OutputPanel(session().workbench);
    await output.reveal('trip_distance');
    await output.histogram('trip_distance').first().waitFor();
    const profile = await output.openProfile('trip_distance');
    await profile.locator('.facts').waitFor();
    await profile.press('Escape');
  });

  it('draws the chart of the block', async () => {
    const output = new OutputPanel(session().workbench);
    await output.openTab('Charts');
    await output.chart('ingest_trips_over_time').locator('canvas').waitFor();
  });
});

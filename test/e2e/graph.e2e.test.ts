import { expect, it } from 'vitest';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';

inVSCode('The graph', {}, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const graph = () => new GraphView(session().workbench);
  const output = () => new OutputPanel(session().workbench);

  it('selects a block by a click, and the output panel follows', async () => {
    await pipelines().openPipeline('data_preparation');
    await pipelines().showGraph('data_preparation');
    await graph().select('prepare');
    await graph().selected('prepare').waitFor();
    await graph().press('Show output');
    await output().shows('prepare', 'never');
    await graph().select('build');
    await graph().selected('build').waitFor();
    await output().shows('build', 'never');
    await pipelines().select('ingest');
    await output().shows('ingest', 'never');
  });

  it('opens a block by a double click, and the output panel follows the editor', async () => {
    const { workbench } = session();
    await pipelines().showGraph('data_preparation');
    await graph().open('build');
    await workbench.activeTab('build.ts').waitFor();
    await workbench.openFile('transformers/prepare.sql');
    await output().shows('prepare', 'never');
  });

  it('goes from block to block with the arrow keys and opens one with Enter', async () => {
    const { workbench } = session();
    await pipelines().showGraph('data_preparation');
    await graph().select('ingest');
    await graph().key('ingest', 'ArrowRight');
    await graph().selected('prepare').waitFor();
    await expect.poll(() => graph().hasFocus('prepare')).toBe(true);
    await graph().key('prepare', 'ArrowRight');
    await graph().selected('build').waitFor();
    await expect.poll(() => graph().hasFocus('build')).toBe(true);
    await graph().key('build', 'ArrowLeft');
    await graph().selected('prepare').waitFor();
    await expect.poll(() => graph().hasFocus('prepare')).toBe(true);
    await graph().key('prepare', 'Enter');
    await workbench.activeTab('prepare.sql').waitFor();
  });

  it('is zoomed, moved and fitted again', async () => {
    const { workbench } = session();
    await pipelines().showGraph('data_preparation');
    await graph().select('prepare');
    await graph().press('Fit');
    await expect.poll(isWhole).toBe(true);
    const fitted = await width('prepare');
    for (let i = 0; i < 3; i++) await graph().press('Zoom in');
    await expect.poll(() => width('prepare')).toBeGreaterThan(fitted * 1.2);
    const left = await leftOf('prepare');
    await graph().drag(0, -120);
    await graph().drag(150, 0);
    await expect.poll(() => leftOf('prepare')).toBeCloseTo(left + 150, -1);
    await graph().block('prepare').focus();
    await workbench.page.keyboard.press('f');
    await expect.poll(() => width('prepare')).toBeCloseTo(fitted, 0);
    await expect.poll(isWhole).toBe(true);
  });

  async function width(block: string): Promise<number> {
    return (await graph().block(block).boundingBox())?.width ?? 0;
  }

  async function leftOf(block: string): Promise<number> {
    return (await graph().block(block).boundingBox())?.x ?? 0;
  }

  /** Whether every block is within the drawing. */
  async function isWhole(): Promise<boolean> {
    const frame = await graph().drawing.boundingBox();
    const boxes = await Promise.all(['ingest', 'prepare', 'build'].map((block) => graph().block(block).boundingBox()));
    return boxes.every(
      (box) => box !== null && frame !== null && box.x >= frame.x && box.x + box.width <= frame.x + frame.width,
    );
  }

  it('runs the selected block with what is before it', async () => {
    await graph().select('prepare');
    await graph().press('Run with upstream');
    await graph().block('prepare', 'completed').waitFor({ timeout: 60_000 });
    await graph().block('ingest', 'completed').waitFor();
    await graph().block('build', 'never').waitFor();
    await graph().rowsOf('ingest').getByText('53,300 rows').waitFor();
  });

  it('leads to what a block printed', async () => {
    const { workbench } = session();
    await pipelines().runPipeline('data_preparation');
    await graph().block('build', 'completed').waitFor({ timeout: 60_000 });
    await expect.poll(() => new RunsView(workbench).withWords('completed').count(), { timeout: 20_000 }).toBe(2);
    await pipelines().chooseFromMenu('build', 'Show Logs');
    await workbench.activeTab('build.log').waitFor();
    await workbench.page.locator('.view-lines').getByText('trips to train on').waitFor();
  });
});

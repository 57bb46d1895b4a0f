import { ExperimentsPage } from './experiments-page';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import type { Session } from './session';

/** What to show before a picture is taken. The scenes are played in order, in one window, each going on from the one before. */
export interface Scene {
  readonly name: string;
  readonly play: (session: Session) => Promise<void>;
}

export const scenes: readonly Scene[] = [
  {
    name: 'graph',
    async play({ workbench }) {
      const pipelines = new PipelinesView(workbench);
      await pipelines.openPipeline('data_preparation');
      await pipelines.showGraph('data_preparation');
      await pipelines.runPipeline('data_preparation');
      const graph = new GraphView(workbench);
      for (const block of ['ingest', 'prepare', 'build'])
        await graph.block(block, 'completed').waitFor({ timeout: 60_000 });
    },
  },
  {
    name: 'output',
    async play({ workbench }) {
      await new PipelinesView(workbench).chooseFromMenu('ingest', 'Show Output');
      const output = new OutputPanel(workbench);
      await output.shows('ingest', 'completed');
      await output.histogram('lpep_pickup_datetime').first().waitFor();
    },
  },
  {
    name: 'charts',
    async play({ workbench }) {
      await new OutputPanel(workbench).openTab('Charts');
      await workbench.webview('view').locator('.chart canvas').first().waitFor();
    },
  },
];

/** Those of the sample in Mage's format. */
export const mageScenes: readonly Scene[] = [
  {
    name: 'mage-sample',
    async play({ workbench }) {
      const pipelines = new PipelinesView(workbench);
      await pipelines.openPipeline('prepare_passengers');
      await pipelines.showGraph('prepare_passengers');
      await pipelines.runPipeline('prepare_passengers');
      await new GraphView(workbench).block('build_sets', 'completed').waitFor({ timeout: 80_000 });
      await pipelines.chooseFromMenu('load_passengers', 'Show Output');
      const output = new OutputPanel(workbench);
      await output.shows('load_passengers', 'completed');
      await output.histogram('Age').first().waitFor();
      await workbench.dismissNotifications(); // that the project is new
    },
  },
];

/** Those of a project that trains. */
export const trainingScenes: readonly Scene[] = [
  {
    name: 'experiments',
    async play({ workbench }) {
      const pipelines = new PipelinesView(workbench);
      const page = new ExperimentsPage(workbench);
      await pipelines.openPipeline('fares');
      await pipelines.runPipeline('fares');
      await pipelines.chooseFromMenu('fares', 'Show Experiments');
      for (const block of ['fit_slowly', 'fit_quickly']) {
        await page.rows(block).filter({ hasText: 'Completed' }).waitFor({ timeout: 60_000 });
      }
      for (const box of await page.rows().getByRole('checkbox').all()) await box.check();
      await page.document.getByText('Parameters that differ').waitFor();
    },
  },
  {
    name: 'trials',
    async play({ workbench }) {
      const pipelines = new PipelinesView(workbench);
      const page = new ExperimentsPage(workbench);
      await pipelines.openPipeline('tuning');
      await pipelines.runPipeline('tuning');
      await pipelines.chooseFromMenu('tuning', 'Show Experiments');
      await page.rows('minimize').filter({ hasText: 'Completed' }).waitFor({ timeout: 60_000 });
      for (let press = 0; press < 12; press += 1) await page.slider('value to').press('ArrowDown');
      await page.document.locator('.parts-head').evaluate((head) => head.scrollIntoView());
    },
  },
];

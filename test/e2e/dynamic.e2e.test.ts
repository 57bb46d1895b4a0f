import { expect, it } from 'vitest';
import { projectFiles, writeFiles } from '../support/temp-project';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';

const blocks = [
  {
    uuid: 'list',
    type: 'data_loader',
    language: 'sql',
    source: 'SELECT range AS n FROM range(1200)',
    fields: { configuration: { dynamic: true } },
  },
  { uuid: 'each', language: 'sql', upstream: ['list'], source: 'SELECT n, range AS line FROM list, range(n % 7)' },
  { uuid: 'only_if', type: 'conditional', language: 'sql', upstream: ['skipped'], source: 'SELECT false' },
  { uuid: 'skipped', language: 'sql', upstream: ['list'], source: 'SELECT 1 AS n' },
] as const;

inVSCode(
  'A block that runs once for each item',
  { workspace: null, prepare: (folder) => writeFiles(folder, projectFiles({ many: blocks })) },
  (session) => {
    it('counts its runs in the tree and in the graph, and what is not run says so', async () => {
      const { workbench } = session();
      const pipelines = new PipelinesView(workbench);
      const graph = new GraphView(workbench);
      await pipelines.openPipeline('many');
      await pipelines.showGraph('many');
      await pipelines.runPipeline('many');
      await pipelines.block('each', '1,200 runs').waitFor({ timeout: 60_000 });
      await pipelines.block('skipped', 'condition not met').waitFor();
      await graph.rowsOf('each').filter({ hasText: '1,200 runs' }).waitFor();
      await graph.block('skipped', 'condition_failed').waitFor();
      await new RunsView(workbench).withWords('completed').waitFor({ timeout: 60_000 });
    });

    it('lists its runs beside its output, and shows the table and the log of one that is chosen', async () => {
      const { workbench } = session();
      const output = new OutputPanel(workbench);
      await new PipelinesView(workbench).chooseFromMenu('each', 'Show Output');
      await output.shows('each', 'completed');
      await output.document.getByText('All 1,200 runs have completed.').waitFor();
      await output.run('5').click();
      await expect.poll(() => output.firstCells('n', 2)).toEqual(['5', '5']);
      await output.findRun('#1000');
      await output.run('1000').and(output.document.locator('[aria-selected="true"]')).waitFor();
      await output.note('output_0').filter({ hasText: '6' }).waitFor();
      await expect.poll(() => output.firstCells('n', 1)).toEqual(['1000']);
      await output.openTab('Log');
      await output.document.getByText('This run has printed nothing.').waitFor();
    });

    it('says which condition was not met, and opens it', async () => {
      const { workbench } = session();
      const output = new OutputPanel(workbench);
      await new PipelinesView(workbench).chooseFromMenu('skipped', 'Show Output');
      await output.shows('skipped', 'condition_failed');
      await output.document.getByText('0 of 1,200 runs have completed, 1,200 did not meet a condition.').waitFor();
      await output.run('3').click();
      await output.document.getByText('Condition only_if answered no.').waitFor();
      await output.document.getByRole('button', { name: 'Open only_if' }).click();
      await workbench.activeTab('only_if.sql').waitFor();
    });
  },
);

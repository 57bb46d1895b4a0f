import { it } from 'vitest';
import { projectFiles, writeFiles } from '../support/temp-project';
import { GraphView } from './graph-view';
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
  { uuid: 'each', language: 'sql', upstream: ['list'], source: 'SELECT n FROM list' },
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
  },
);

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pythonWithPackages } from '../support/python';
import { GraphView } from './graph-view';
import { mageProject } from './mage-project';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { passengerRows } from './sample-facts';
import { inVSCode } from './suite';
import { TextEditor } from './text-editor';

const python = await pythonWithPackages();
const title = 'A Mage project with Python blocks';
const blocks = ['load_passengers', 'fill_in_missing_values', 'add_features', 'build_sets', 'write_clean_file'];
const file = 'transformers/fill_in_missing_values.py';
const right = 'return filled.drop(columns="Cabin")';
const wrong = 'return filled.drop(columns="Cabinet")';

if ('unavailable' in python) {
  describe(title, () => it('needs Python with packages', (context) => context.skip(python.unavailable)));
} else {
  inVSCode(title, mageProject(python.command), (session) => {
    const pipelines = () => new PipelinesView(session().workbench);
    const graph = () => new GraphView(session().workbench);
    const output = () => new OutputPanel(session().workbench);
    const runs = () => new RunsView(session().workbench);
    const editor = () => new TextEditor(session().workbench);

    /** The line of the transformer that holds the words, counted from 1. */
    async function lineOf(words: string): Promise<number> {
      const lines = (await readFile(path.join(session().folder, file), 'utf8')).split('\n');
      const index = lines.findIndex((line) => line.includes(words));
      expect(index, words).toBeGreaterThanOrEqual(0);
      return index + 1;
    }

    async function replaceLine(from: string, to: string): Promise<void> {
      await session().workbench.openFile(file);
      await editor().retype(await lineOf(from), to);
      await editor().save();
    }

    it('shows its pipelines and blocks, and starts nothing by itself', async () => {
      await pipelines().openPipeline('prepare_passengers');
      for (const pipeline of ['predict', 'train_models']) await pipelines().row(pipeline).waitFor();
      for (const block of blocks) await pipelines().row(block).waitFor();
      await pipelines().showGraph('prepare_passengers');
      for (const block of blocks) await graph().block(block, 'never').waitFor();
    });

    it('runs in the Python that was chosen', async () => {
      await pipelines().runPipeline('prepare_passengers');
      for (const block of blocks) await graph().block(block, 'completed').waitFor({ timeout: 80_000 });
      await session().workbench.statusBarItem('prepare_passengers 5/5').waitFor();
    });

    it('shows the table that a block has made, and its tests', async () => {
      await pipelines().chooseFromMenu('load_passengers', 'Show Output');
      await output().shows('load_passengers', 'completed');
      const [[count] = [], ...rest] = [
        ...(await passengerRows('SELECT count(*) FROM passengers')),
        ...(await passengerRows('SELECT Name FROM passengers LIMIT 3')),
      ];
      await pipelines()
        .block('load_passengers', `${String(count)} rows`)
        .waitFor();
      expect(await output().firstCells('Name', 3)).toEqual(rest.map(([name]) => name));
      expect(await output().note('Tests').textContent()).toBe('1 passed');
    });

    it('draws the charts of a block from their configuration', async () => {
      await pipelines().chooseFromMenu('fill_in_missing_values', 'Show Output');
      await output().shows('fill_in_missing_values', 'completed');
      await output().openTab('Charts');
      await output().chart('ages').locator('canvas').waitFor();
      const counts = (await output().chartRows('ages')).map((cells) => Number(cells.at(-1)));
      const [[all] = []] = await passengerRows('SELECT count(*) FROM passengers'); // every age is known by now
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Number(all));
      await output().chart('survival_by_class').locator('canvas').waitFor();
      const shares = await passengerRows('SELECT avg(Survived) FROM passengers GROUP BY Pclass ORDER BY Pclass');
      const drawn = (await output().chartRows('survival_by_class')).map((cells) => Number(cells.at(-1)));
      expect(drawn).toHaveLength(shares.length);
      drawn.forEach((share, at) => expect(share).toBeCloseTo(Number(shares[at]?.[0]), 2));
    });

    it('draws the charts that Python code computes', async () => {
      await pipelines().chooseFromMenu('load_passengers', 'Show Output');
      await output().shows('load_passengers', 'completed');
      await output().openTab('Charts');
      await output().chart('missing_values').locator('canvas').waitFor();
      const missing = await output().chartRows('missing_values');
      const [[age, cabin] = []] = await passengerRows(
        'SELECT avg((Age IS NULL)::INT), avg((Cabin IS NULL)::INT) FROM passengers',
      );
      const shown = new Map(missing.map(([column, share]) => [column, Number(share)]));
      expect(shown.get('Age')).toBeCloseTo(100 * Number(age), 0);
      expect(shown.get('Cabin')).toBeCloseTo(100 * Number(cabin), 0);
    });

    it('says what is wrong in a block that was broken, in which line, and what the block had printed', async () => {
      await replaceLine(right, wrong);
      await pipelines().chooseFromMenu('fill_in_missing_values', 'Run Block');
      await output().shows('fill_in_missing_values', 'failed');
      await output()
        .failure.getByText(/Cabinet/)
        .first()
        .waitFor();
      await pipelines().showGraph('prepare_passengers');
      await output().openFailedLine();
      await session().workbench.activeTab('fill_in_missing_values.py').waitFor();
      await editor()
        .position(await lineOf(wrong))
        .waitFor();
      await output().openTab('Log');
      await output()
        .log.getByText(/ages were filled in/)
        .waitFor();
    });

    it('runs only what changed once it was mended, and keeps the rest', async () => {
      const { workbench } = session();
      await replaceLine('ages were filled in', `print("Ages are filled in")`);
      await replaceLine(wrong, right);
      const before = await runs().withWords('completed').count();
      await pipelines().chooseFromMenu('prepare_passengers', 'Run What Changed');
      await expect
        .poll(() => runs().withWords('completed').count(), { timeout: 60_000, message: 'another run completes' })
        .toBe(before + 1);
      await pipelines().showGraph('prepare_passengers');
      await graph().block('fill_in_missing_values', 'completed').waitFor();
      // what it gives is the same as before, so what is below is kept as well
      for (const block of ['load_passengers', 'add_features', 'build_sets', 'write_clean_file'])
        await graph().block(block, 'reused').waitFor();
      await pipelines().chooseFromMenu('fill_in_missing_values', 'Show Output');
      await output().shows('fill_in_missing_values', 'completed');
      await output().openTab('Log');
      await output().log.getByText('Ages are filled in').waitFor();
      await workbench.statusBarItem('prepare_passengers 1/5').waitFor();
    });
  });
}

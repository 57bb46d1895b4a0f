import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { counted, sampleNumber } from './sample-facts';
import { inVSCode } from './suite';
import { TextEditor } from './text-editor';

const file = 'transformers/prepare.sql';
const wrong = 'no_such_column, trip_distance,';
const right = 'trip_distance,';

inVSCode('A block that fails', {}, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const graph = () => new GraphView(session().workbench);
  const output = () => new OutputPanel(session().workbench);
  const editor = () => new TextEditor(session().workbench);
  const said = /no_such_column/;

  /** The line of a file that holds the words, counted from 1, and the column where they begin. */
  async function placeOf(name: string, words: string): Promise<{ line: number; column: number }> {
    const lines = (await readFile(path.join(session().folder, name), 'utf8')).split('\n');
    const index = lines.findIndex((line) => line.includes(words));
    expect(index, words).toBeGreaterThanOrEqual(0);
    return { line: index + 1, column: (lines[index] ?? '').indexOf(words) + 1 };
  }

  it('is broken by typing a column that does not exist', async () => {
    const { workbench } = session();
    await workbench.openFile(file);
    const { line } = await placeOf(file, right);
    await editor().retype(line, wrong);
    await editor().save();
    expect(await placeOf(file, wrong)).toMatchObject({ line });
  });

  it('says in a message what is wrong, and the message leads to the line and column', async () => {
    const { workbench } = session();
    await pipelines().openPipeline('data_preparation');
    await pipelines().showGraph('data_preparation');
    await graph().block('ingest', 'never').waitFor();
    await pipelines().runPipeline('data_preparation');
    await workbench.notification(said).waitFor({ timeout: 60_000 });
    await workbench.activeTab('data_preparation').waitFor(); // the graph, so that the file has to be brought up
    await workbench.answer(said, 'Open Line');
    await workbench.activeTab('prepare.sql').waitFor();
    const { line, column } = await placeOf(file, 'no_such_column');
    await editor().position(line, column).waitFor();
  });

  it('is failed in the graph, the tree and the runs, and what needs it is not run', async () => {
    const { workbench } = session();
    await pipelines().showGraph('data_preparation');
    await graph().block('ingest', 'completed').waitFor();
    await graph().block('prepare', 'failed').waitFor();
    await graph().block('build', 'upstream_failed').waitFor();
    await pipelines().block('prepare', 'failed').waitFor();
    await pipelines().block('build', 'upstream failed').waitFor();
    await new RunsView(workbench).withWords('failed').waitFor();
    await workbench.statusBarItem('data_preparation 1/3').waitFor();
  });

  it('has its failure in the output panel, which leads to the line as well', async () => {
    const { workbench } = session();
    await pipelines().chooseFromMenu('prepare', 'Show Output');
    await output().shows('prepare', 'failed');
    await output().failure.getByText(said).first().waitFor();
    await workbench.activeTab('data_preparation').waitFor();
    await output().openFailedLine();
    const { line, column } = await placeOf(file, 'no_such_column');
    await workbench.activeTab('prepare.sql').waitFor();
    await editor().position(line, column).waitFor();
  });

  it('completes with all that it needs after it was mended', async () => {
    const { workbench } = session();
    await workbench.openFile(file);
    await editor().retype((await placeOf(file, wrong)).line, right);
    await editor().save();
    await pipelines().chooseFromMenu('build', 'Run Block with Upstream');
    await pipelines().showGraph('data_preparation');
    for (const block of ['ingest', 'prepare', 'build'])
      await graph().block(block, 'completed').waitFor({ timeout: 60_000 });
    await output().shows('build', 'completed');
    expect(await output().failure.count()).toBe(0);
  });

  it('because of a test shows what was expected and what came', async () => {
    const { workbench } = session();
    const build = 'data_exporters/build.ts';
    await workbench.openFile(build);
    const { line } = await placeOf(build, 'assert.equal(y.length, X.rows);');
    await editor().retype(line, 'assert.equal(y.length + 1, X.rows);');
    await editor().save();
    await pipelines().chooseFromMenu('build', 'Run Block');
    await output().shows('build', 'failed');
    await output().openTab('Tests');
    expect(await output().note('Tests').textContent()).toBe('1 of 3 failed');
    const rows = await sampleNumber('SELECT count(*) FROM prepared');
    const failed = output().tests.first();
    expect(await failed.textContent()).toContain('has a target for every trip');
    const compared = await failed.locator('dl.expected > *').allTextContents();
    expect(compared).toEqual(['Expected', String(rows), 'Actual', String(rows + 1)]);

    await pipelines().showGraph('data_preparation');
    await workbench.activeTab('data_preparation').waitFor();
    await failed.getByRole('button', { name: `build.ts:${line}` }).click();
    await workbench.activeTab('build.ts').waitFor();
    await editor().position(line).waitFor();
  });

  it('leaves the rows of its last good run to look at', async () => {
    await pipelines().chooseFromMenu('prepare', 'Show Output');
    await output().shows('prepare', 'completed');
    expect(await output().note('train').textContent()).toBe(counted(await sampleNumber('SELECT count(*) FROM train')));
  });
});

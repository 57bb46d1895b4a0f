import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeFiles } from '../support/temp-project';
import { GraphView } from './graph-view';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { inVSCode } from './suite';
import { TextEditor } from './text-editor';

const pipelineFile = 'pipelines/trips/metadata.yaml';

inVSCode('An empty folder', { workspace: null }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const graph = () => new GraphView(session().workbench);
  const text = (file: string) => readFile(path.join(session().folder, file), 'utf8');
  const blocks = async () => {
    const yaml: unknown = parse(await text(pipelineFile));
    return typeof yaml === 'object' && yaml !== null && 'blocks' in yaml && Array.isArray(yaml.blocks)
      ? yaml.blocks.map((block: unknown) => block)
      : [];
  };

  it('says that there is no project, and offers to make one', async () => {
    await pipelines().show();
    await pipelines().welcome.getByText('There is no project in this folder.').waitFor();
    await pipelines().pressWelcome('New Project');
    await session().workbench.quickInput.pick('In workspace');
    await pipelines().welcome.getByText('This project has no pipelines yet.').waitFor();
    expect(parse(await text('metadata.yaml'))).toMatchObject({ project_type: 'standalone' });
  });

  it('gets a pipeline with a first block in SQL, by the questions asked', async () => {
    const { workbench } = session();
    const { quickInput } = workbench;
    await pipelines().pressWelcome('New Pipeline');
    await quickInput.asks('New Pipeline');
    await quickInput.enter('trips');
    await quickInput.asks('New Block in trips (1/5)');
    await quickInput.pick('Data loader');
    await quickInput.asks('New Block in trips (2/5)');
    await quickInput.pick('SQL');
    await quickInput.asks('New Block in trips (3/5)');
    await quickInput.pick('Empty');
    await quickInput.asks('New Block in trips (4/5)');
    await quickInput.enter('load rides');
    await workbench.activeTab('load_rides.sql').waitFor();
    await pipelines().openPipeline('trips');
    await pipelines().row('load rides').waitFor();
    expect(await blocks()).toMatchObject([
      { uuid: 'load_rides', name: 'load rides', type: 'data_loader', language: 'sql', upstream_blocks: [] },
    ]);
  });

  it('takes what is typed into the new file', async () => {
    const { workbench } = session();
    await workbench.activeTab('load_rides.sql').click();
    await workbench.page.keyboard.press('Control+A');
    await workbench.page.keyboard.insertText('SELECT i AS ride FROM range(12) t(i)');
    await new TextEditor(workbench).save();
    expect(await text('data_loaders/load_rides.sql')).toContain('AS ride');
  });

  it('gets a TypeScript block below it, by keyboard alone', async () => {
    const { workbench } = session();
    const { keyboard } = workbench.page;
    const { quickInput } = workbench;
    await keyboard.press('F1');
    await keyboard.type('Eider: New Block');
    await quickInput.row('Eider: New Block').waitFor();
    await keyboard.press('Enter');
    for (const [step, choice] of [
      [1, 'Transformer'],
      [2, 'TypeScript'],
      [3, 'Filter and derive columns'],
    ] as const) {
      await quickInput.asks(`New Block in trips (${step}/5)`);
      await keyboard.type(choice);
      await quickInput.row(choice).waitFor();
      await keyboard.press('Enter');
    }
    await quickInput.asks('New Block in trips (4/5)');
    await keyboard.type('number_rides');
    await keyboard.press('Enter');
    await quickInput.asks('New Block in trips (5/5)');
    await quickInput.checked('load rides').waitFor();
    await keyboard.press('Enter');

    await workbench.activeTab('number_rides.ts').waitFor();
    await pipelines().row('number_rides').waitFor();
    expect((await blocks())[1]).toMatchObject({
      uuid: 'number_rides',
      type: 'transformer',
      language: 'typescript',
      upstream_blocks: ['load_rides'],
    });
    expect(await text('transformers/number_rides.ts')).toContain("from 'eider'");
  });

  it('has a pipeline that runs', async () => {
    await pipelines().runPipeline('trips');
    await pipelines().block('number_rides', '12 rows').waitFor({ timeout: 60_000 });
    await pipelines().chooseFromMenu('number_rides', 'Show Output');
    const output = new OutputPanel(session().workbench);
    await output.shows('number_rides', 'completed');
    expect(await output.firstCells('ride', 3)).toEqual(['0', '1', '2']);
    expect(await output.firstCells('row_id', 3)).toEqual(['1', '2', '3']);
  });

  it('refuses a name that is taken', async () => {
    const { quickInput } = session().workbench;
    await pipelines().chooseFromMenu('trips', 'New Block');
    for (const choice of ['Data loader', 'SQL', 'Empty']) await quickInput.pick(choice);
    await quickInput.asks('New Block in trips (4/5)');
    await quickInput.input.fill('load rides');
    await quickInput.widget.getByText('There is a load_rides already.').waitFor();
    await quickInput.cancel();
    expect(await blocks()).toHaveLength(2);
  });

  it('loses a block after it was said what uses it', async () => {
    const { workbench } = session();
    const question = 'Delete block load rides from pipeline trips?';
    await pipelines().chooseFromMenu('load rides', 'Delete Block');
    await workbench.dialog(question).getByText('Used by number_rides').waitFor();
    await workbench.answerDialog(question, 'Cancel');
    expect(await blocks()).toHaveLength(2);

    await pipelines().chooseFromMenu('load rides', 'Delete Block');
    await workbench.answerDialog(question, 'Delete Block and File');
    await pipelines().row('load rides').waitFor({ state: 'detached' });
    expect(await blocks()).toMatchObject([{ uuid: 'number_rides', upstream_blocks: [] }]);
    expect(existsSync(path.join(session().folder, 'data_loaders', 'load_rides.sql'))).toBe(false);
  });

  it('shows a broken pipeline with its problem, and the others as they are', async () => {
    const { workbench, folder } = session();
    await writeFiles(folder, { 'pipelines/broken/metadata.yaml': 'uuid: broken\nblocks:\n  - uuid: [unclosed\n' });
    await pipelines().openPipeline('broken');
    const problem = pipelines().rows.filter({ hasText: /line \d/ });
    await problem.waitFor();
    await pipelines().row('number_rides').waitFor();

    await pipelines().showGraph('broken');
    await graph().document.getByText('broken cannot be drawn').waitFor();
    await graph().problems.first().waitFor();

    const [, line] = /line (\d+)/.exec((await problem.textContent()) ?? '') ?? [];
    await problem.click();
    await workbench.activeTab('metadata.yaml').waitFor();
    await new TextEditor(workbench).position(Number(line)).waitFor();
  });

  it('has the language server’s findings in the Problems panel', async () => {
    const { workbench, folder } = session();
    await workbench.showProblems();
    await workbench.problem(/eider/i).first().waitFor();

    const unknown = { uuid: 'b', name: 'b', type: 'transformer', language: 'sql', upstream_blocks: ['nowhere'] };
    await writeFiles(folder, {
      'pipelines/broken/metadata.yaml': `${JSON.stringify({ uuid: 'broken', type: 'python', blocks: [unknown] })}\n`,
      'transformers/b.sql': 'SELECT 1 AS one\n',
    });
    await workbench.problem(/nowhere/).waitFor();
    await pipelines().row('b').waitFor(); // the tree has seen that the file can be read again
  });
});

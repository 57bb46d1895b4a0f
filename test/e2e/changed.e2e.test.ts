import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';
import { TextEditor } from './text-editor';

inVSCode('Running what changed', {}, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const runs = () => new RunsView(session().workbench);
  const editor = () => new TextEditor(session().workbench);

  it('runs everything at first', async () => {
    await pipelines().openPipeline('data_preparation');
    await pipelines().chooseFromMenu('data_preparation', 'Run What Changed');
    await runs().withWords('completed').first().waitFor({ timeout: 60_000 });
  });

  it('says why a block would run', async () => {
    const { workbench, folder } = session();
    await appendFile(path.join(folder, 'transformers/prepare.sql'), '\n-- another comment\n');
    await pipelines().chooseFromMenu('data_preparation', 'Explain What Would Run');
    const { quickInput } = workbench;
    await quickInput.widget.getByText('its code has changed').waitFor({ timeout: 60_000 });
    await quickInput.widget.getByText('prepare would run first').waitFor();
  });

  it('runs what changed from there', async () => {
    await session().workbench.quickInput.widget.getByText('Run what changed').click();
    await pipelines().block('ingest', 'rows').waitFor();
    await expect
      .poll(() => runs().withWords('completed').count(), { timeout: 60_000, message: 'a second run completes' })
      .toBe(2);
  });

  it('goes on with a run that failed, from the list of runs', async () => {
    const { workbench, folder } = session();
    const file = path.join(folder, 'transformers/prepare.sql');
    const good = await readFile(file, 'utf8');
    await workbench.openFile('transformers/prepare.sql');
    await editor().retype(1, 'SELECT nothing;');
    await editor().save();
    await pipelines().runPipeline('data_preparation');
    await runs().withWords('failed').first().waitFor({ timeout: 60_000 });
    await editor().retype(1, good.split('\n')[0] ?? '');
    await editor().save();
    await runs().newest.click({ button: 'right' });
    await workbench.chooseMenuItem('Retry Run');
    await expect
      .poll(() => runs().withWords('completed').count(), { timeout: 60_000, message: 'the failed run completes' })
      .toBe(3);
    expect(await runs().withWords('failed').count()).toBe(0);
  });

  it('lists the variables of a pipeline', async () => {
    const { workbench } = session();
    const { quickInput } = workbench;
    await pipelines().chooseFromMenu('data_preparation', 'Run with Variables…');
    await quickInput.asks('Run data_preparation with Variables');
    await quickInput.row('target').waitFor();
  });

  it('refuses a value of another type', async () => {
    const { quickInput } = session().workbench;
    await quickInput.pick('split_on_feature_value');
    await quickInput.enter('17');
    await quickInput.widget.getByText('The pipeline has text here, this is a number').waitFor();
  });

  it('runs with a variable that was changed', async () => {
    const { quickInput } = session().workbench;
    await quickInput.enter("'2024-02-10'");
    await quickInput.widget.getByText('changed from').waitFor();
    await quickInput.widget.getByText('with 1 changed').click();
    await expect
      .poll(() => runs().withWords('completed').count(), { timeout: 60_000, message: 'another run completes' })
      .toBe(4);
  });
});

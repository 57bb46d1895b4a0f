import path from 'node:path';
import { expect, it } from 'vitest';
import { mlflowStore, writeSqlite } from '../support/mlflow-store';
import { projectFiles, writeFiles } from '../support/temp-project';
import { MarkdownPreview } from './markdown-preview';
import { PipelinesView } from './pipelines-view';
import { inVSCode } from './suite';

const prepare = (folder: string) => writeFiles(folder, projectFiles({ train: [] }));

inVSCode('Runs in MLflow', { workspace: null, prepare }, (session) => {
  const preview = () => new MarkdownPreview(session().workbench);
  const database = () => path.join(session().folder, 'mlflow.db');
  const show = () => session().workbench.runCommand('Eider: Show MLflow Runs');

  it('are none before a block has logged one, and the page says how it would', async () => {
    await new PipelinesView(session().workbench).show();
    await new PipelinesView(session().workbench).row('train').waitFor();
    await show();
    await preview().document.getByText('There are none').waitFor();
    await preview().document.getByText('mlflow.set_tracking_uri').waitFor();
  });

  it('stand in a table, the newest first, when they are asked for again', async () => {
    await writeSqlite(database(), mlflowStore);
    await show();
    await preview().rows.filter({ hasText: 'train:tune' }).filter({ hasText: '5.25' }).waitFor();
    const names = await preview().rows.locator('td:nth-child(2)').allTextContents();
    expect(names).toEqual(['calm-owl', 'train:tune']);
  });

  it('are missed aloud when the database is none of MLflow, though the table is still open', async () => {
    const { workbench } = session();
    await writeSqlite(database(), 'CREATE TABLE other (a);');
    await show();
    await workbench.notification(/mlflow\.db/).waitFor();
  });
});

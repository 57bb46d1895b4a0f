import { expect, it } from 'vitest';
import { inVSCode } from './suite';

inVSCode('The sample folder', {}, (session) => {
  it('opens with the project in the explorer', async () => {
    const { workbench } = session();
    await workbench.explorerRow('pipelines').waitFor();
    await workbench.explorerRow('transformers').waitFor();
  });

  it('is a copy, so that tests may change it', () => {
    expect(session().folder.startsWith(session().server.data)).toBe(true);
  });

  it('is still there after the window was reloaded', async () => {
    const { workbench } = session();
    await workbench.reload();
    await workbench.explorerRow('pipelines').waitFor();
  });

  it('has a terminal in the folder', async () => {
    const terminal = await session().workbench.newTerminal();
    await terminal.run('ls -d pipe*');
    await terminal.shows(/^pipelines\/?\s*$/);
  });
});

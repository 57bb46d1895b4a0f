import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { barePython } from '../support/python';
import { packageNeighbour } from '../setup/package-neighbour';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { PACKAGE, writeHostileProject, writeMarkingPython, writePythonProject, writeWheel } from './python-project';
import { inVSCode } from './suite';

const python = await barePython();
const wheels = await mkdtemp(path.join(tmpdir(), 'eider-wheels-'));
if ('command' in python) await writeWheel(wheels);
afterAll(() => rm(wheels, { recursive: true, force: true }));

const inVenv = /^Python 3\.\d+\.\d+ \('\.venv'\)$/;
const inOther = /^Python 3\.\d+\.\d+ \('\.other'\)$/;
const missing = `needs ${PACKAGE}`;

const isUsable = 'command' in python;
const options = { workspace: null, prepare: isUsable ? writePythonProject : () => Promise.resolve() };

inVSCode('The Python of a project', { ...options, env: { PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels } }, (session) => {
  const test = it.skipIf(!isUsable);
  const item = (text: RegExp) => session().workbench.statusBarItem(text);

  test('is in the status bar while a Python block is looked at, with why it was taken', async () => {
    const { workbench } = session();
    expect(await item(/Python/).count()).toBe(0);
    await workbench.openFile('data_loaders/count.py');
    await item(inVenv).waitFor();
    await item(inVenv).hover();
    await workbench.hover.filter({ hasText: 'Taken because: .venv of workspace' }).waitFor();
  });

  test('lacks a package that a block needs: the message and the output say so and offer to install it', async () => {
    const { workbench } = session();
    const pipelines = new PipelinesView(workbench);
    await pipelines.openPipeline('numbers');
    await pipelines.runPipeline('numbers');
    await workbench.notification(missing).waitFor({ timeout: 60_000 });
    await workbench
      .notification(missing)
      .getByRole('button', { name: `Install ${PACKAGE}` })
      .waitFor();
    await workbench.dismissNotifications();
    await pipelines.chooseFromMenu('count', 'Show Output');
    const output = new OutputPanel(workbench);
    await output.shows('count', 'failed');
    await output.failure.getByText(missing).first().waitFor();
  });

  test('gets the package after a question, and the run goes on', async () => {
    const { workbench } = session();
    const output = new OutputPanel(workbench);
    await output.failure.getByRole('button', { name: `Install ${PACKAGE}` }).click();
    await workbench.dialog(/Install .* into Python 3\.\d+\.\d+ \('\.venv'\)\?/).waitFor();
    await workbench.dialog(path.join(session().folder, '.venv', 'bin', 'python')).waitFor();
    await workbench.answerDialog(/Install/, 'Install');
    await workbench.notification(`Installed ${PACKAGE}.`).waitFor({ timeout: 60_000 });
    await workbench.answer(`Installed ${PACKAGE}.`, 'Run Again');
    await new PipelinesView(workbench).block('count', 'completed').waitFor({ timeout: 60_000 });
    expect(await workbench.notification(missing).count()).toBe(0); // the run has not failed again
  });

  test('is chosen in a list or by its path, and the next run takes it without a reload', async () => {
    const { workbench, folder } = session();
    await workbench.openFile('data_loaders/count.py');
    await item(inVenv).click();
    await workbench.quickInput.asks('Select Python for Eider');
    await workbench.quickInput.widget.getByText('.venv of workspace · in use').waitFor();
    await workbench.quickInput.pick('Enter path…');
    const mark = path.join(folder, 'started');
    await writeMarkingPython(path.join(folder, '.marking', 'bin', 'python'), mark);
    await workbench.quickInput.input.pressSequentially('.marking/bin/python3.99', { delay: 150 });
    await workbench.quickInput.input.press('Enter');
    await workbench.quickInput.widget.getByText('That is no Python that can be started.').waitFor();
    expect(existsSync(mark)).toBe(false); // which was named on the way, but not entered
    await workbench.quickInput.enter('.marking/bin/python');
    await expect.poll(() => existsSync(mark), { timeout: 20_000 }).toBe(true);
    await workbench.quickInput.enter('.other/bin/python');
    await item(inOther).waitFor();
    const settings = path.join(folder, '.vscode', 'settings.json');
    expect(JSON.parse(await readFile(settings, 'utf8'))).toEqual({ 'eider.python': '.other/bin/python' });
    await new PipelinesView(workbench).runPipeline('numbers');
    await workbench.notification(path.join(folder, '.other', 'bin', 'python')).waitFor({ timeout: 60_000 });
    await workbench.dismissNotifications();
  });

  test('is found anew when the setting is gone', async () => {
    await writeFile(path.join(session().folder, '.vscode', 'settings.json'), '{}\n');
    await item(inVenv).waitFor();
  });

  test('is a new environment of the project when one is made', async () => {
    const { workbench, folder } = session();
    await rm(path.join(folder, '.venv'), { recursive: true });
    await item(/^Python 3\.\d+\.\d+$/).waitFor();
    await workbench.runCommand('Eider: New Python Environment');
    await workbench.notification(/The blocks of this project run with Python .*\.venv/).waitFor({ timeout: 60_000 });
    await item(inVenv).waitFor();
  });
});

inVSCode(
  'The Python that is selected in the Python extension',
  {
    ...options,
    neighbours: [await packageNeighbour('python-extension')],
    prepare: async (folder) => {
      await options.prepare(folder);
      await writeFile(path.join(folder, 'selected-python.txt'), path.join(folder, '.other', 'bin', 'python'));
    },
  },
  (session) => {
    const test = it.skipIf(!isUsable);
    const item = (text: RegExp) => session().workbench.statusBarItem(text);
    const selected = () => path.join(session().folder, 'selected-python.txt');

    test('runs the blocks', async () => {
      const { workbench, folder } = session();
      await workbench.openFile('data_loaders/count.py');
      await item(inOther).waitFor();
      await item(inOther).hover();
      await workbench.hover.filter({ hasText: 'selected in the Python extension' }).waitFor();
      const pipelines = new PipelinesView(workbench);
      await pipelines.openPipeline('numbers');
      await pipelines.runPipeline('numbers');
      await workbench.notification(path.join(folder, '.other', 'bin', 'python')).waitFor({ timeout: 60_000 });
      await workbench.dismissNotifications();
    });

    test('is another one as soon as another is selected there', async () => {
      await writeFile(selected(), path.join(session().folder, '.venv'));
      await session().workbench.runCommand('Test: Read the Selected Interpreter');
      await item(inVenv).waitFor();
    });

    test('is selected there when it is chosen in the list', async () => {
      const { workbench, folder } = session();
      await item(inVenv).click();
      await workbench.quickInput.asks('Select Python for Eider');
      await workbench.quickInput.row('Select in the Python extension…').waitFor();
      await workbench.quickInput.pick('Enter path…');
      await workbench.quickInput.enter('.other');
      await item(inOther).waitFor();
      expect(await readFile(selected(), 'utf8')).toBe(path.join(folder, '.other'));
    });

    test('is chosen by the setting when the extension does not say what is selected', async () => {
      const { workbench, folder } = session();
      await rm(selected());
      await item(inOther).click();
      await workbench.quickInput.asks('Select Python for Eider');
      await workbench.quickInput.pick('Enter path…');
      await workbench.quickInput.enter('.venv');
      await item(inVenv).waitFor();
      const settings = path.join(folder, '.vscode', 'settings.json');
      expect(JSON.parse(await readFile(settings, 'utf8'))).toEqual({ 'eider.python': '.venv' });
    });
  },
);

inVSCode(
  'The Python of a project that is not trusted',
  { workspace: null, prepare: writeHostileProject, workspaceTrust: true },
  (session) => {
    const item = (text: RegExp) => session().workbench.statusBarItem(text);
    const started = () => existsSync(path.join(session().folder, 'started'));

    it('is not started, and the status bar says so', async () => {
      await session().workbench.openFile('data_loaders/count.py');
      await item(/Python: not trusted/).click();
      await session().workbench.notification('Nothing runs in a workspace that is not trusted').waitFor();
      expect(started()).toBe(false);
    });

    it('is started when the workspace is trusted', async () => {
      const { workbench } = session();
      await workbench.runCommand('Workspaces: Manage Workspace Trust');
      await workbench.page
        .locator('.workspace-trust-editor')
        .getByRole('button', { name: 'Trust', exact: true })
        .click();
      await expect.poll(started, { timeout: 20_000 }).toBe(true);
    });
  },
);

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../setup/command';
import { packageNeighbour } from '../setup/package-neighbour';
import { root } from '../setup/root';
import { pythonWithDebugger } from '../support/python';
import { projectFiles, writeFiles } from '../support/temp-project';
import { Debugger } from './debugger';
import { GraphView } from './graph-view';
import { PipelinesView } from './pipelines-view';
import { RunsView } from './runs-view';
import { inVSCode } from './suite';
import { Terminal } from './terminal';

const python = await pythonWithDebugger();
const command = 'command' in python ? python.command : '';
const reason = 'unavailable' in python ? python.unavailable : null;

const doubled = `import { transformer, type Table } from 'eider';
import { factor } from '../utils/factor';

export default transformer(async (numbers: Table) => {
  const count = await numbers.rowCount();
  const result = count * factor();
  return { result };
});
`;
const added = `from utils.sums import total

@custom
def add(first, *args, **kwargs):
    result = total(first)
    return {'result': result}
`;

const many = "@custom\ndef f():\n    return [7, 8], [{'block_uuid': 'one'}, {'block_uuid': 'two'}]\n";
const each = '@custom\ndef g(n):\n    return n\n';

function prepare(folder: string): Promise<void> {
  return writeFiles(folder, {
    ...projectFiles({
      demo: [
        { uuid: 'numbers', type: 'data_loader', language: 'sql', source: 'SELECT i FROM range(10) t(i)\n' },
        { uuid: 'doubled', language: 'typescript', upstream: ['numbers'], source: doubled },
      ],
      snakes: [
        { uuid: 'first', type: 'custom', language: 'python', source: '@custom\ndef f():\n    return [4, 5, 6]\n' },
        { uuid: 'added', type: 'custom', language: 'python', upstream: ['first'], source: added },
        {
          uuid: 'many',
          type: 'custom',
          language: 'python',
          source: many,
          fields: { configuration: { dynamic: true } },
        },
        { uuid: 'each', type: 'custom', language: 'python', upstream: ['many'], source: each },
      ],
    }),
    'utils/factor.ts': 'export function factor(): number {\n  return 2;\n}\n',
    'utils/sums.py': 'def total(values):\n    return sum(values)\n',
  });
}

const options = {
  workspace: null,
  prepare,
  neighbours: [await packageNeighbour('python-debugger')],
  settings: { 'eider.python': command, 'workbench.editor.enablePreview': false },
  env: { EIDER_E2E_DEBUGPY: reason === null ? await debugpyOf(command) : '' },
};

const pythonTest = it.skipIf(reason !== null);
const why = reason === null ? '' : ` (skipped: ${reason})`;

inVSCode('Debugging', options, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);
  const runs = () => new RunsView(session().workbench);
  const debug = () => new Debugger(session().workbench);
  const graph = () => new GraphView(session().workbench);

  it('stops a TypeScript block at a breakpoint with its real inputs', async () => {
    const { workbench } = session();
    await pipelines().openPipeline('demo');
    await pipelines().act('numbers', 'Run Block');
    await pipelines().block('numbers', '10 rows').waitFor({ timeout: 30_000 });
    await workbench.openFile('transformers/doubled.ts');
    await debug().setBreakpoint(6);
    await workbench.runCommand('Eider: Debug Block');
    await debug().stopsAt('doubled.ts', 6);
    await workbench.showActivity('Run and Debug');
    await debug().openScope('Local');
    await debug().variable('count').filter({ hasText: '10' }).waitFor();
  });

  it('shows the run while it stands still, and its end after', async () => {
    await pipelines().show();
    await pipelines().block('doubled', 'running').waitFor();
    await debug().continue();
    await debug().isOver();
    await pipelines().block('doubled', 'completed').waitFor();
  });

  it('starts a TypeScript block anew, in a run of its own', async () => {
    await pipelines().showGraph('demo');
    await graph().select('doubled');
    await graph().press('Debug block');
    await debug().stopsAt('doubled.ts', 6);
    const before = await runFolders(session().folder, 'demo');
    await debug().press('Restart');
    await anotherRun(session().folder, 'demo', before);
    await debug().stopsAt('doubled.ts', 6);
    await debug().continue();
    await debug().isOver();
    await pipelines().show();
    await runs().withWords('cancelled').waitFor();
    await pipelines().block('doubled', 'completed').waitFor();
  });

  pythonTest(`stops a Python block in a module that it imports${why}`, async () => {
    const { workbench } = session();
    await pipelines().openPipeline('snakes');
    await pipelines().act('first', 'Run Block');
    await pipelines().block('first', 'completed').waitFor({ timeout: 30_000 });
    await workbench.openFile('utils/sums.py');
    await debug().setBreakpoint(2);
    await pipelines().chooseFromMenu('added', 'Debug Block');
    await debug().stopsAt('sums.py', 2);
    await workbench.showActivity('Run and Debug');
    await debug().openScope('Locals');
    await debug().variable('values').filter({ hasText: '[4, 5, 6]' }).waitFor();
  });

  pythonTest(`starts a Python block anew, and goes on to its end${why}`, async () => {
    const before = await runFolders(session().folder, 'snakes');
    await debug().press('Restart');
    await anotherRun(session().folder, 'snakes', before);
    await debug().stopsAt('sums.py', 2);
    await debug().continue();
    await debug().isOver();
    await pipelines().show();
    await pipelines().block('added', 'completed').waitFor();
  });

  pythonTest(`cancels the run when the session is ended${why}`, async () => {
    await pipelines().chooseFromMenu('added', 'Debug Block');
    await debug().stopsAt('sums.py', 2);
    await debug().press('Disconnect');
    await debug().isOver();
    await pipelines().show();
    await pipelines().block('added', 'cancelled').waitFor();
    for (const words of ['eider_worker', 'debugpy/adapter'])
      await expect.poll(() => session().server.processes(words), { timeout: 10_000 }).toEqual([]);
  });

  pythonTest(`ends the session when the run is cancelled${why}`, async () => {
    await pipelines().chooseFromMenu('added', 'Debug Block');
    await debug().stopsAt('sums.py', 2);
    await session().workbench.runCommand('Eider: Cancel Run');
    await debug().isOver();
    await pipelines().show();
    await pipelines().block('added', 'cancelled').waitFor();
  });

  pythonTest(`opens a terminal with the inputs of a block, and records no run${why}`, async () => {
    const { workbench } = session();
    const before = await runFolders(session().folder, 'snakes');
    await pipelines().chooseFromMenu('added', 'Open in Terminal with Inputs');
    const terminal = new Terminal(workbench.page);
    await terminal.shows(/df_1, first +list of 3/, 60_000);
    await terminal.run('add(df_1, **kwargs)');
    await terminal.shows(/\{'result': 15\}/);
    expect(await runFolders(session().folder, 'snakes')).toEqual(before);
  });

  pythonTest(`asks for which item of a dynamic block, and says what must run before${why}`, async () => {
    const { workbench } = session();
    await pipelines().chooseFromMenu('each', 'Open in Terminal with Inputs');
    await workbench.notification(/Block each reads many, which has no stored output yet/).waitFor();
    await workbench.dismissNotifications();
    await pipelines().act('many', 'Run Block');
    await pipelines().block('many', 'completed').waitFor({ timeout: 30_000 });
    await pipelines().chooseFromMenu('each', 'Open in Terminal with Inputs');
    await workbench.quickInput.pick('two');
    const terminal = new Terminal(workbench.page);
    await terminal.shows(/df_1, many +8, what many gave/, 60_000);
  });
});

inVSCode('Debugging Python without its extension', { ...options, neighbours: [] }, (session) => {
  it('says which extension it needs, and shows it', async () => {
    const { workbench } = session();
    const pipelines = new PipelinesView(workbench);
    await pipelines.openPipeline('snakes');
    await pipelines.chooseFromMenu('added', 'Debug Block');
    await workbench.answer(
      /Python Debugger extension \(ms-python\.debugpy\), which is not installed/,
      'Show Extension',
    );
    await workbench.page.locator('.extensions-viewlet').getByText('@id:ms-python.debugpy').first().waitFor();
  });
});

/** Where the package lies that the stand-in for the Python Debugger extension offers. */
function debugpyOf(interpreter: string): Promise<string> {
  const question = 'import debugpy, os; print(os.path.dirname(debugpy.__file__), end="")';
  return runCommand(interpreter, ['-c', question], { cwd: root });
}

function anotherRun(folder: string, pipeline: string, before: readonly string[]): Promise<void> {
  const count = async () => (await runFolders(folder, pipeline)).length;
  return expect.poll(count, { timeout: 30_000 }).toBe(before.length + 1);
}

async function runFolders(folder: string, pipeline: string): Promise<string[]> {
  return (await readdir(path.join(folder, '.eider', 'runs', pipeline))).sort();
}

import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InspectorClient } from '../../../test/support/inspector-client';
import { runDemo } from '../../../test/support/run-demo';
import { tempProject, writeFiles } from '../../../test/support/temp-project';
import { distFolder } from '../../dist-folder';
import { readTextOrNull } from '../../project/files';
import { readBlockOutputs } from '../../store/outputs';
import { bundleBlock } from './bundle';

const source = `import { transformer, type Table } from 'eider';
import { factor } from '../utils/factor';

export default transformer(async (numbers: Table) => {
  const count = await numbers.rowCount();
  const result = count * factor();
  return { result };
});
`;

describe('debugging a TypeScript block from the command line', () => {
  it('waits for a debugger, which stops in the thread of the block with its real inputs', async () => {
    const root = await tempProject([
      { uuid: 'numbers', type: 'data_loader', language: 'sql', source: 'SELECT i FROM range(10) t(i)' },
      // the limit of one second would end the block while it stands still
      { uuid: 'doubled', language: 'typescript', upstream: ['numbers'], source, fields: { timeout: 1 } },
    ]);
    await writeFiles(root, { 'utils/factor.ts': 'export const factor = () => 2;\n' });
    await runDemo(root, { selection: { block: 'numbers', mode: 'only' } });
    const command = ['run', 'demo', '--block', 'doubled', '--debug', '--project', root];
    const child = spawn(process.execPath, [path.join(distFolder(), 'cli.js'), ...command], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const port = await new Promise<number>((resolve, reject) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [, found] = /Waiting for a debugger to attach to 127\.0\.0\.1:(\d+)/.exec(said) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
      child.once('close', () => reject(new Error(`it has ended: ${said}`)));
    });

    const client = await InspectorClient.to(port);
    await client.ask('NodeWorker.enable', { waitForDebuggerOnStart: true });
    await client.ask('Runtime.runIfWaitingForDebugger');
    const session = await threadOfBlock(client);
    await client.askWorker(session, 'Debugger.enable');
    const line = await compiledLine(root, 'const result');
    await client.askWorker(session, 'Debugger.setBreakpointByUrl', {
      urlRegex: '.*/blocks/.*\\.mjs',
      lineNumber: line,
    });
    await client.askWorker(session, 'Runtime.runIfWaitingForDebugger');
    const callFrameId = await stoppedInBlock(client, session);
    const { result } = await client.askWorker(session, 'Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression: 'count * factor()',
    });
    expect(result).toMatchObject({ value: 20 });
    await client.askWorker(session, 'Debugger.resume');
    client.close(); // Node waits for a debugger to go before it exits
    expect(await ended).toBe(0);
    expect((await readBlockOutputs(root, 'demo', 'doubled'))?.manifest.outputs).toHaveLength(1);
  });
});

/** The thread that executes the block; another only watches over the waiting. */
async function threadOfBlock(client: InspectorClient): Promise<string> {
  for (;;) {
    const { sessionId, workerInfo } = await client.event('NodeWorker.attachedToWorker');
    // SAFETY: the protocol's WorkerInfo
    if ((workerInfo as { url: string }).url.endsWith('block-worker.js')) return String(sessionId);
  }
}

/** Goes on from where a thread that is debugged stops first, its very beginning, to the block. Gives the call frame. */
async function stoppedInBlock(client: InspectorClient, session: string): Promise<string> {
  for (;;) {
    const { callFrames, hitBreakpoints } = await client.workerEvent(session, 'Debugger.paused');
    // SAFETY: the protocol's CallFrame
    const [frame] = callFrames as { callFrameId: string }[];
    if (frame !== undefined && Array.isArray(hitBreakpoints) && hitBreakpoints.length > 0) return frame.callFrameId;
    await client.askWorker(session, 'Debugger.resume');
  }
}

async function compiledLine(root: string, text: string): Promise<number> {
  const { file } = await bundleBlock(root, path.join(root, 'transformers', 'doubled.ts'));
  const compiled = (await readTextOrNull(file)) ?? '';
  return compiled.split('\n').findIndex((line) => line.includes(text));
}

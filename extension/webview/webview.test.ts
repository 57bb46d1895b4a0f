import { describe, expect, it } from 'vitest';
import type { DataClient } from '../../core/data/client';
import { EiderError } from '../../core/errors';
import type { ChartCode } from '../../core/protocol/charts';
import type { HostToWebview } from '../../core/protocol/webview';
import { parseWebviewMessage } from './messages';
import { WebviewRequests } from './requests';

describe('messages of a webview', () => {
  it.each([
    { type: 'run_block', block: 'ingest', upstream: true },
    { type: 'debug_block', block: 'ingest' },
    { type: 'new_block' },
    { type: 'allow_scripts', project: '/taxi', pipeline: 'trips', chart: 'page', allowed: true },
    { type: 'request', id: 1, method: 'cell', params: {} },
    { type: 'request', id: 2, method: 'children', params: {} },
    { type: 'retry_run', run: 'r1' },
  ])('are understood when they are whole, like %j', (message) => {
    expect(parseWebviewMessage(message)).toEqual(message);
  });

  it.each([
    undefined,
    'ready',
    { type: 'reboot' },
    { type: 'run_block', block: 'ingest' },
    { type: 'retry_run' },
    { type: 'open_location', file: '/a', line: 0, column: 1 },
    { type: 'request', id: 1, method: 'layout', params: {} },
  ])('are dropped when they are like %j', (message) => {
    expect(parseWebviewMessage(message)).toBeNull();
  });
});

const logQuery = { project: process.cwd(), pipeline: 'taxi', run: 'r1', block: 'ingest', from: 0 };

/** A data process that answers with `reply`. */
function dataClient(reply: (params: unknown, signal?: AbortSignal) => Promise<unknown>): DataClient {
  return {
    // SAFETY: the tests give what the method they ask for answers.
    request: (async (_method: string, params: unknown, signal?: AbortSignal) =>
      reply(params, signal)) as DataClient['request'],
    dispose: () => undefined,
  };
}

const noCode = () => Promise.resolve(null);

describe('questions of a webview', () => {
  it('are answered by the data process', async () => {
    const posted: HostToWebview[] = [];
    const requests = new WebviewRequests(
      dataClient(() => Promise.resolve({ text: 'hello', next: 5 })),
      (message) => posted.push(message),
      noCode,
    );
    await requests.answer({ id: 4, method: 'log', params: logQuery });
    expect(posted).toEqual([{ type: 'response', id: 4, ok: true, result: { text: 'hello', next: 5 } }]);
  });

  it('with wrong parameters never reach it', async () => {
    const posted: HostToWebview[] = [];
    const requests = new WebviewRequests(
      dataClient(() => Promise.reject(new Error('reached'))),
      (message) => posted.push(message),
      noCode,
    );
    await requests.answer({ id: 4, method: 'log', params: { ...logQuery, block: '../../etc' } });
    expect(posted).toMatchObject([{ id: 4, ok: false, failure: { code: 'request_failed' } }]);
    expect(JSON.stringify(posted)).not.toContain('reached');
  });

  it('that fail are answered with what went wrong', async () => {
    const posted: HostToWebview[] = [];
    const failing = new EiderError({ code: 'output_missing', message: 'Gone.' });
    const requests = new WebviewRequests(
      dataClient(() => Promise.reject(failing)),
      (message) => posted.push(message),
      noCode,
    );
    await requests.answer({ id: 4, method: 'log', params: logQuery });
    expect(posted).toMatchObject([{ ok: false, failure: { code: 'output_missing', message: 'Gone.' } }]);
  });

  it('that are taken back end at the data process and get no answer', async () => {
    const posted: HostToWebview[] = [];
    const requests = new WebviewRequests(
      dataClient(
        (_params, signal) =>
          new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
          }),
      ),
      (message) => posted.push(message),
      noCode,
    );
    const answered = requests.answer({ id: 4, method: 'log', params: logQuery });
    requests.cancel(4);
    await answered;
    expect(posted).toEqual([]);
  });

  it('for pages get bytes that VS Code can carry', async () => {
    const posted: HostToWebview[] = [];
    const requests = new WebviewRequests(
      dataClient(() => Promise.resolve({ arrow: Buffer.from([1, 2, 3]), rows: 1 })),
      (message) => posted.push(message),
      noCode,
    );
    const { run, project, pipeline, block } = logQuery;
    const params = { project, pipeline, block, run, index: 0, offset: 0, limit: 10, sort: [], filters: [] };
    await requests.answer({ id: 1, method: 'page', params });
    const [message] = posted;
    const answer = message?.type === 'response' && message.ok ? message.result : null;
    const result = answer !== null && 'arrow' in answer ? answer : null;
    expect(result).toEqual({ arrow: new Uint8Array([1, 2, 3]), rows: 1 });
    expect(Buffer.isBuffer(result?.arrow)).toBe(false);
  });

  it('about a chart say whether its code may be executed, whatever the page says', async () => {
    const asked: unknown[] = [];
    const data = dataClient((params) => Promise.resolve(asked.push(params)));
    const { project, pipeline } = logQuery;
    const params = { project, pipeline, chart: 'c', run: null, code: { python: '/tmp/evil' } };
    const ask = (code: ChartCode | null) =>
      new WebviewRequests(
        data,
        () => undefined,
        () => Promise.resolve(code),
      ).answer({ id: 1, method: 'chart', params });
    await ask(null);
    await ask({ python: '/usr/bin/python3' });
    expect(asked).toEqual([
      { ...params, code: null },
      { ...params, code: { python: '/usr/bin/python3' } },
    ]);
  });
});

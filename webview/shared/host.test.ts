import { describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import type { OutputSnapshot } from '../../core/protocol/webview';
import { connectHost, RequestError } from './host';
import { keepViewState } from './view-state';

const snapshot: OutputSnapshot = { view: 'output', trusted: true, subject: null, revision: 1 };
const ref = { project: '/p', pipeline: 'p', block: 'b', run: null, index: 0 };

function connect() {
  const sent: unknown[] = [];
  const source = new EventTarget();
  const api = {
    postMessage: (message: unknown) => sent.push(message),
    getState: () => undefined,
    setState: () => undefined,
  };
  const host = connectHost('output', api, source);
  const receive = (data: unknown, origin = 'vscode-webview://view') =>
    source.dispatchEvent(new MessageEvent('message', { data, origin }));
  return { host, sent, receive };
}

describe('the connection to the host', () => {
  it('says that it is ready, and shows a late listener the newest snapshot', () => {
    const { host, sent, receive } = connect();
    expect(sent).toEqual([{ type: 'ready' }]);
    receive({ type: 'snapshot', snapshot });
    const listener = vi.fn();
    host.onSnapshot(listener)();
    receive({ type: 'snapshot', snapshot: { ...snapshot, revision: 2 } });
    expect(listener.mock.calls).toEqual([[snapshot]]);
  });
  it('listens to no sandboxed frame, such as that of a chart', () => {
    const { host, receive } = connect();
    const listener = vi.fn();
    host.onSnapshot(listener);
    receive({ type: 'snapshot', snapshot }, 'null');
    expect(listener).not.toHaveBeenCalled();
  });
  it('gives each answer to its own request', async () => {
    const { host, receive } = connect();
    const first = host.request('schema', ref);
    const second = host.request('schema', { ...ref, index: 1 });
    receive({ type: 'response', id: 2, ok: true, result: { columns: [], rows: 2 } });
    receive({ type: 'response', id: 1, ok: true, result: { columns: [], rows: 1 } });
    expect((await first).rows).toBe(1);
    expect((await second).rows).toBe(2);
  });
  it('rejects with the failure of the host', async () => {
    const { host, receive } = connect();
    const asked = host.request('schema', ref);
    receive({
      type: 'response',
      id: 1,
      ok: false,
      failure: { code: 'output_missing', severity: 'error', message: 'gone' },
    });
    await expect(asked).rejects.toSatisfy(
      (error) => error instanceof RequestError && error.failure.code === 'output_missing',
    );
  });
  it('tells the host of a cancelled request and drops its answer', async () => {
    const { host, sent, receive } = connect();
    const controller = new AbortController();
    const asked = host.request('schema', ref, controller.signal);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent.at(-1)).toEqual({ type: 'cancel', id: 1 });
    receive({ type: 'response', id: 1, ok: true, result: { columns: [], rows: 1 } });
    await expect(host.request('schema', ref, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toHaveLength(3);
  });
  it('drops what it does not understand', () => {
    const { host, receive } = connect();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const listener = vi.fn();
    host.onSnapshot(listener);
    for (const data of [null, 'text', { type: 'other' }, { type: 'snapshot', snapshot: null }]) receive(data);
    expect(warn).toHaveBeenCalledTimes(4);
    receive({ type: 'snapshot', snapshot: { view: 'graph' } });
    expect(listener).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});

describe('the state of a view', () => {
  const schema = v.object({ tab: v.string(), row: v.number() });
  it('is kept, and merged with changes', () => {
    const setState = vi.fn();
    const state = keepViewState({ getState: () => ({ tab: 'log', row: 3 }), setState }, schema, { tab: '', row: 0 });
    state.update({ row: 4 });
    expect(state.read()).toEqual({ tab: 'log', row: 4 });
    expect(setState).toHaveBeenCalledWith({ tab: 'log', row: 4 });
  });
  it('of another version is forgotten', () => {
    const state = keepViewState({ getState: () => ({ tab: 1 }), setState: () => undefined }, schema, {
      tab: '',
      row: 0,
    });
    expect(state.read()).toEqual({ tab: '', row: 0 });
  });
});

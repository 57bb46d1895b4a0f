import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EiderError } from '../errors';
import type { FromProcess } from './messages';
import { serve } from './serve';
import type { DataServer } from './server';

describe('serve', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const idleMs = 1000;
  function serving(answer: DataServer['answer']) {
    const sent: FromProcess[] = [];
    const onIdle = vi.fn();
    const open = vi.fn(() => Promise.resolve<DataServer>({ answer, close: () => Promise.resolve() }));
    const served = serve(open, { send: (message) => void sent.push(message), onIdle, idleMs });
    return { served, sent, onIdle, open };
  }
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const untilAborted: DataServer['answer'] = (_method, _params, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('interrupted')));
    });

  it('opens the server at the first request, once', async () => {
    const { served, sent, open } = serving(() => Promise.resolve({ text: '', next: 0 }));
    expect(open).not.toHaveBeenCalled();
    served.receive({ id: 1, method: 'log', params: {} });
    served.receive({ id: 2, method: 'log', params: {} });
    await settle();
    expect(open).toHaveBeenCalledOnce();
    expect(sent.map((message) => message.id)).toEqual([1, 2]);
  });

  it('answers a cancelled request with a failure that says so, and no other', async () => {
    const { served, sent } = serving(untilAborted);
    served.receive({ id: 1, method: 'log', params: {} });
    served.receive({ id: 2, method: 'log', params: {} });
    await settle();
    served.receive({ cancel: 1 });
    await settle();
    expect(sent).toMatchObject([{ id: 1, ok: false, failure: { code: 'cancelled' } }]);
  });

  it('keeps the code of an error that is meant for the user', async () => {
    const { served, sent } = serving(() => Promise.reject(new EiderError({ code: 'filter_value', message: 'no' })));
    served.receive({ id: 1, method: 'page', params: {} });
    await settle();
    expect(sent).toMatchObject([{ id: 1, ok: false, failure: { code: 'filter_value' } }]);
  });

  it('says that it is idle when nothing was asked for a while, but not while it works', async () => {
    const { served, onIdle } = serving(untilAborted);
    await vi.advanceTimersByTimeAsync(idleMs - 1);
    served.receive({ id: 1, method: 'log', params: {} });
    await vi.advanceTimersByTimeAsync(10 * idleMs);
    expect(onIdle).not.toHaveBeenCalled();
    served.receive({ cancel: 1 });
    await vi.advanceTimersByTimeAsync(idleMs);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  it('ignores messages that are none', async () => {
    const { served, sent } = serving(untilAborted);
    for (const message of [null, 'hello', { id: 'x' }, { cancel: 99 }]) served.receive(message);
    await settle();
    expect(sent).toEqual([]);
  });
});

import * as v from 'valibot';
import { requestSchemas } from '../../core/data/requests';
import type { DataClient } from '../../core/data/client';
import { isAbort, toFailure } from '../../core/errors';
import type { ChartCode } from '../../core/protocol/charts';
import type { DataRequests } from '../../core/protocol/data';
import type { HostToWebview, WebviewMethod } from '../../core/protocol/webview';

interface Asked {
  readonly id: number;
  readonly method: WebviewMethod;
  readonly params: unknown;
}

/** Passes a webview's questions on to the data process, and its answers back. */
export class WebviewRequests {
  readonly #data: DataClient;
  readonly #post: (message: HostToWebview) => void;
  readonly #chartCode: (project: string) => Promise<ChartCode | null>;
  readonly #open = new Map<number, AbortController>();

  /** `chartCode` says whether the code of a project's charts may be executed, and by which Python. */
  constructor(
    data: DataClient,
    post: (message: HostToWebview) => void,
    chartCode: (project: string) => Promise<ChartCode | null>,
  ) {
    this.#data = data;
    this.#post = post;
    this.#chartCode = chartCode;
  }

  async answer({ id, method, params }: Asked): Promise<void> {
    const abort = new AbortController();
    this.#open.set(id, abort);
    try {
      const result = await this.#ask(method, params, abort.signal);
      if (!abort.signal.aborted) this.#post({ type: 'response', id, ok: true, result });
    } catch (error) {
      // a question that was taken back waits for no answer
      if (abort.signal.aborted || isAbort(error)) return;
      this.#post({ type: 'response', id, ok: false, failure: toFailure(error, 'request_failed') });
    } finally {
      this.#open.delete(id);
    }
  }

  cancel(id: number): void {
    this.#open.get(id)?.abort();
  }

  /** Takes everything back: the page that asked is gone. */
  cancelAll(): void {
    for (const abort of this.#open.values()) abort.abort();
  }

  async #ask<M extends WebviewMethod>(
    method: M,
    params: unknown,
    signal: AbortSignal,
  ): Promise<DataRequests[M]['result']> {
    const asked = v.parse(requestSchemas[method], params);
    // whatever the page says about executing code is replaced by what holds
    const given = 'chart' in asked ? { ...asked, code: await this.#chartCode(asked.project) } : asked;
    const result = await this.#data.request(method, given, signal);
    return transferable(result);
  }
}

/**
 * VS Code carries an `ArrayBuffer` or a plain typed array to a webview as bytes; a Node `Buffer`, which is what arrives from
 * another process, it would write out as numbers.
 */
function transferable<Result>(result: Result): Result {
  if (typeof result !== 'object' || result === null || !('arrow' in result)) return result;
  return result.arrow instanceof Uint8Array ? { ...result, arrow: new Uint8Array(result.arrow) } : result;
}

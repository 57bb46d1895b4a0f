import * as v from 'valibot';
import { isAbort, toFailure } from '../errors';
import { cancelledCode, toProcessSchema, type FromProcess } from './messages';
import type { DataServer } from './server';

/** What serving needs of the process it runs in. */
export interface ServeEffects {
  send(message: FromProcess): void;
  /** Called once when there has been no request for `idleMs`. */
  onIdle(): void;
  readonly idleMs: number;
}

export interface Served {
  /** Takes one message, as it came. Anything that is not a {@link toProcessSchema} message is ignored. */
  receive(message: unknown): void;
  /** Cancels everything under way and closes the server. */
  stop(): Promise<void>;
}

/** Answers messages with a server that is opened at the first request. Requests run at the same time and may be cancelled. */
export function serve(open: () => Promise<DataServer>, effects: ServeEffects): Served {
  const running = new Map<number, AbortController>();
  let server: Promise<DataServer> | undefined;
  let idle = setTimeout(() => effects.onIdle(), effects.idleMs);

  async function respond(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    clearTimeout(idle);
    try {
      server ??= open();
      const result = await (await server).answer(method, params, controller.signal);
      effects.send({ id, ok: true, result });
    } catch (error) {
      const cancelled = controller.signal.aborted || isAbort(error);
      effects.send({ id, ok: false, failure: cancelled ? cancelledFailure : toFailure(error, 'data_failed') });
    } finally {
      running.delete(id);
      if (running.size === 0) idle = setTimeout(() => effects.onIdle(), effects.idleMs);
    }
  }

  return {
    receive(message) {
      const parsed = v.safeParse(toProcessSchema, message);
      if (!parsed.success) return;
      if ('cancel' in parsed.output) running.get(parsed.output.cancel)?.abort();
      else void respond(parsed.output.id, parsed.output.method, parsed.output.params);
    },
    async stop() {
      clearTimeout(idle);
      for (const controller of running.values()) controller.abort();
      await (await server?.catch(() => undefined))?.close(); // one that could not be opened has nothing to close
    },
  };
}

const cancelledFailure = { code: cancelledCode, severity: 'info', message: 'The request was cancelled.' } as const;

import nodeAssert from 'node:assert/strict';
import { EiderError } from '../../../errors';
import type { CallbackEvent } from '../../contract';
import type { BlockFunction, Context, Log, Sql } from '../eider';
import type * as eider from '../eider';
import { NamedOutputsRecord } from './outputs';
import type { tableOfRows } from './tables';
import { html, image, matrix } from './values';

/** What a decorator such as `transformer(fn)` returns: found again among the exports of the block's file. */
export class BlockRecord {
  constructor(
    readonly type: string,
    readonly run: BlockFunction,
  ) {}
}

export class TestRecord {
  constructor(
    readonly name: string,
    readonly check: BlockFunction,
  ) {}
}

/** What `callback('success', fn)` returns. */
export class CallbackRecord {
  constructor(
    readonly event: CallbackEvent,
    readonly run: BlockFunction,
  ) {}
}

/**
 * The modules `eider` and `eider/learn` of one block. A bundle takes them from `globalThis` under this key, so that a
 * block and its worker share the very same classes. The key and the exports are the contract with `bundle.ts`.
 */
export const API_KEY = 'eider.api';

export function createApi(
  context: Context & { readonly sql: Sql },
  makeTable: ReturnType<typeof tableOfRows>,
  secret: (name: string) => string,
) {
  const decorator = (type: string) => (run: BlockFunction) => new BlockRecord(type, run);
  return {
    eider: {
      dataLoader: decorator('data_loader'),
      transformer: decorator('transformer'),
      dataExporter: decorator('data_exporter'),
      custom: decorator('custom'),
      sensor: decorator('sensor'),
      condition: decorator('conditional'),
      check: decorator('extension'),
      callback: makeCallback,
      secret,
      test: (name: string, check: BlockFunction) => new TestRecord(name, check),
      outputs: (named: Readonly<Record<string, unknown>>) => new NamedOutputsRecord(named),
      table: makeTable,
      matrix,
      image,
      html,
      assert,
      sql: context.sql,
      variables: context.variables,
      log: context.log,
      signal: context.signal,
    } satisfies Record<keyof typeof eider, unknown>,
    /** Loaded by a block that imports it: most do without. */
    learn: () => import('../../../learn/index'),
  };
}

export const assert = Object.assign((condition: unknown, message?: string) => nodeAssert(condition, message), {
  equal: (actual: unknown, expected: unknown, message?: string) => nodeAssert.equal(actual, expected, message),
  notEqual: (actual: unknown, expected: unknown, message?: string) => nodeAssert.notEqual(actual, expected, message),
  deepEqual: (actual: unknown, expected: unknown, message?: string) => nodeAssert.deepEqual(actual, expected, message),
  close: (actual: number, expected: number, tolerance: number, message?: string) => {
    if (Math.abs(actual - expected) <= tolerance) return;
    throw new nodeAssert.AssertionError({
      message: message ?? `${actual} is not within ${tolerance} of ${expected}`,
      actual,
      expected,
      operator: 'close',
    });
  },
});

const CALLBACK_EVENTS: readonly unknown[] = ['success', 'failure', 'cancelled'];

function makeCallback(event: CallbackEvent, run: BlockFunction): CallbackRecord {
  if (CALLBACK_EVENTS.includes(event) && typeof run === 'function') return new CallbackRecord(event, run);
  throw new EiderError({
    code: 'callback_invalid',
    message: `A callback was made for ${JSON.stringify(event)}${typeof run === 'function' ? '' : ' without a function'}.`,
    remedy: "Write callback('success' or 'failure' or 'cancelled', (outputs, context) => { … }).",
  });
}

/** A log that writes to the block's log file, by way of the worker's own output. */
export function createLog(
  write: (text: string) => void,
  progress: (fraction: number) => void,
  format: (values: readonly unknown[]) => string,
): Log {
  const line =
    (level: string) =>
    (...values: readonly unknown[]) =>
      write(`${level} ${format(values)}\n`);
  return { debug: line('DEBUG'), info: line('INFO'), warn: line('WARN'), error: line('ERROR'), progress };
}

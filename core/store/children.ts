import { open } from 'node:fs/promises';
import { isMissing } from '../fs-errors';
import type { ChildStatus } from '../protocol/data';
import type { Failure } from '../protocol/problem';
import {
  parseRunEvent,
  type Child,
  type RunEvent,
  type TestFinished,
  type UnmetCondition,
} from '../protocol/run-events';
import { unmetCondition } from '../protocol/run-state';
import { eventLogFile } from './paths';
import type { RunEntry } from './runs';

/** What a run's log says of one run of a block below a dynamic block. */
export interface ChildRecord extends Child {
  readonly status: ChildStatus;
  /** Null until it has finished. */
  readonly seconds: number | null;
  readonly failure: Failure | null;
  readonly retries: number;
  readonly unmet: readonly UnmetCondition[];
  /** Those that failed; of what passed its manifest tells. */
  readonly failedTests: readonly TestFinished[];
}

/** Bytes of the log read at a time. */
const piece = 4 * 1024 * 1024;
const newline = 0x0a;

/**
 * The children of a run's blocks, one by one: a run's state only counts them. Reads on from where it stood, since the log of
 * a run that goes on is asked for several times a second.
 */
export class ChildrenLog {
  readonly #file: string;
  readonly #blocks = new Map<string, Map<number, ChildRecord>>();
  #offset = 0;
  #tail = Buffer.alloc(0);
  #reading: Promise<void> | null = null;

  constructor(root: string, { pipeline, run }: RunEntry) {
    this.#file = eventLogFile(root, pipeline, run);
  }

  /** The children of a block that are known by now, in the order of their numbers; empty when the log is gone. */
  async of(block: string): Promise<ChildRecord[]> {
    // two that ask at the same time wait for the same reading
    this.#reading ??= this.#readOn().finally(() => (this.#reading = null));
    await this.#reading;
    return [...(this.#blocks.get(block)?.values() ?? [])].sort((a, b) => a.index - b.index);
  }

  async #readOn(): Promise<void> {
    const handle = await open(this.#file, 'r').catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (handle === null) return;
    try {
      for (;;) {
        const buffer = Buffer.alloc(Math.min(piece, Math.max(0, (await handle.stat()).size - this.#offset)));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#offset);
        if (bytesRead === 0) return;
        this.#offset += bytesRead;
        const bytes = Buffer.concat([this.#tail, buffer.subarray(0, bytesRead)]);
        const end = bytes.lastIndexOf(newline);
        this.#tail = bytes.subarray(end + 1);
        for (const line of bytes.toString('utf8', 0, Math.max(0, end)).split('\n')) this.#take(line);
      }
    } finally {
      await handle.close();
    }
  }

  #take(line: string): void {
    // most lines of most logs are not about children: they are not even parsed
    if (!line.includes('"child') && !line.includes('"run_resumed"')) return;
    const event = parseRunEvent(line);
    if (event !== null) this.#fold(event);
  }

  #fold(event: RunEvent): void {
    switch (event.type) {
      case 'run_resumed':
        for (const block of event.blocks) this.#blocks.delete(block);
        return;
      case 'child_finished': {
        const { status, seconds, failure = null } = event;
        this.#change(event.block, event.child, () => ({ status, seconds, failure }));
        return;
      }
      case 'block_retried':
        this.#change(event.block, event.child, ({ retries }) => ({ retries: retries + 1 }));
        return;
      case 'condition_finished':
        if (event.passed) return;
        this.#change(event.block, event.child, ({ unmet }) => ({ unmet: [...unmet, unmetCondition(event)] }));
        return;
      case 'test_finished':
        if (event.passed) return;
        this.#change(event.block, event.child, ({ failedTests }) => ({ failedTests: [...failedTests, event] }));
        return;
      case 'run_started':
      case 'run_finished':
      case 'block_started':
      case 'block_progress':
      case 'block_finished':
      case 'children_planned':
      case 'callback_finished':
        return;
    }
  }

  #change(block: string, child: Child | undefined, change: (known: ChildRecord) => Partial<ChildRecord>): void {
    if (child === undefined) return;
    const children = this.#blocks.get(block) ?? new Map<number, ChildRecord>();
    this.#blocks.set(block, children);
    const known = children.get(child.index) ?? begun(child);
    children.set(child.index, { ...known, ...change(known) });
  }
}

function begun({ index, name }: Child): ChildRecord {
  return { index, name, status: 'running', seconds: null, failure: null, retries: 0, unmet: [], failedTests: [] };
}

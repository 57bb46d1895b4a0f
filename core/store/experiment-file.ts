import { open, stat } from 'node:fs/promises';
import { isMissing } from '../fs-errors';
import { foldExperimentLine, type ExperimentState } from '../protocol/experiment-state';
import type { ExperimentCurve } from '../protocol/experiment-view';
import { parseExperimentLine } from '../protocol/experiments';
import { CurveCollector } from './experiment-curve';

/** Bytes that are read at a time. */
const PIECE = 2 ** 20;

/** One record, read once and from then on only what was appended to it. */
export class ExperimentFile {
  readonly #file: string;
  #offset = 0;
  /** The beginning of a line whose end is not there yet. */
  #tail: Buffer = Buffer.alloc(0);
  #state: ExperimentState | null = null;
  #curves: CurveCollector | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** As far as it was read; null while it has no first line. */
  get state(): ExperimentState | null {
    return this.#state;
  }

  /** Empty unless they were asked for. */
  curves(): ExperimentCurve[] {
    return this.#curves?.curves() ?? [];
  }

  /**
   * Reads what is new. Curves are kept only while they are asked for: without them the scores of a training's rounds need
   * not be parsed once it has ended.
   */
  async update(withCurves: boolean): Promise<void> {
    const size = await sizeOf(this.#file);
    if (size === null || size < this.#offset || (withCurves && this.#curves === null)) this.#forget(withCurves);
    else if (!withCurves) this.#curves = null;
    if (size === null || size === this.#offset) return;
    const handle = await open(this.#file, 'r');
    try {
      while (this.#offset < size) {
        const buffer = Buffer.alloc(Math.min(PIECE, size - this.#offset));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#offset);
        if (bytesRead === 0) break;
        this.#offset += bytesRead;
        this.#take(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  }

  #forget(withCurves: boolean): void {
    this.#offset = 0;
    this.#tail = Buffer.alloc(0);
    this.#state = null;
    this.#curves = withCurves ? new CurveCollector() : null;
  }

  #take(piece: Buffer): void {
    const bytes = Buffer.concat([this.#tail, piece]);
    const end = bytes.lastIndexOf(0x0a);
    this.#tail = bytes.subarray(end + 1);
    if (end < 0) return;
    const lines = bytes.subarray(0, end).toString('utf8').split('\n');
    const ended = lines.findLastIndex((line) => line.startsWith('{"type":"ended"'));
    for (const [at, text] of lines.entries()) {
      // the scores that count for an ended training stand in its last line too
      if (this.#curves === null && at < ended && text.startsWith('{"type":"metric"')) continue;
      const line = parseExperimentLine(text);
      if (line === null) continue;
      if (line.type === 'metric') this.#curves?.add(line);
      this.#state = foldExperimentLine(this.#state, line);
    }
  }
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

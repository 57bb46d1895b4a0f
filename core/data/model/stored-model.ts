import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../../errors';
import { isMissing } from '../../fs-errors';
import { Booster } from '../../learn/boost/booster';
import { readModel, type Model } from '../../learn/models';
import { pythonObject } from '../../protocol/python-object';
import type { LocatedOutput } from '../../store/outputs';

/** Bytes of a model that is read to be looked at. Its text and what it is parsed to take several times as much memory. */
const mostBytes = 256 * 1024 * 1024;
/** How long a model that nobody asks about stays in memory, in milliseconds. */
const keptFor = 60_000;

interface Kept {
  readonly key: string;
  readonly model: Promise<Model | null>;
}

let kept: Kept | null = null;
let forgetting: NodeJS.Timeout | undefined;

/**
 * The model of an output; null for one that is not understood here: of another kind of booster, in a file of Python's alone,
 * or too large. The one that was last asked for is kept, since a view asks several things about it. Throws `output_missing`
 * when its file is gone, `model_damaged` when it cannot be read, an `AbortError` when cancelled.
 */
export async function storedModel({ output, file }: LocatedOutput, signal?: AbortSignal): Promise<Model | null> {
  if (output.kind !== 'model' || (pythonObject(output) !== null && path.extname(file) !== '.ubj')) return null;
  const { size, mtimeMs } = await stat(file).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new EiderError(
      { code: 'output_missing', message: `The file ${file} is gone.`, remedy: 'Run the block again.' },
      { cause: error },
    );
  });
  signal?.throwIfAborted();
  if (size > mostBytes) return null;
  const key = `${file} ${size} ${mtimeMs}`;
  if (kept?.key !== key) kept = { key, model: read(file) };
  const { model } = kept;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => forget(key), keptFor).unref();
  try {
    return await model;
  } catch (error) {
    forget(key);
    throw error;
  } finally {
    signal?.throwIfAborted();
  }
}

function forget(key: string): void {
  if (kept?.key === key) kept = null;
}

async function read(file: string): Promise<Model | null> {
  try {
    return path.extname(file) === '.ubj' ? Booster.load(await readFile(file)) : await readModel(file);
  } catch (error) {
    if (error instanceof EiderError && error.problem.code === 'model_unknown') return null;
    throw error;
  }
}

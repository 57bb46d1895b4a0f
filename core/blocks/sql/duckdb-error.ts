import { EiderError, isAbort } from '../../errors';
import { positionAt } from './rendered';

/** What is needed to lead an error of the engine back to the author's file. */
export interface ErrorPlace {
  readonly file: string;
  readonly source: string;
  /** The text DuckDB was given. */
  readonly executed: string;
  /** Offset in `source` that an offset of `executed` stems from. */
  sourceOffset(executedOffset: number): number;
  /** Where to point when the engine names no position. */
  readonly fallbackOffset: number;
}

/**
 * An error of DuckDB as a failure at the author's line and column. DuckDB prints the place as `LINE 2: some text` with a
 * caret below it; long lines are cut with `...`, so the shown text is looked up in the executed line.
 */
export function sqlFailure(error: unknown, place: ErrorPlace): unknown {
  if (isAbort(error) || error instanceof EiderError) return error;
  const words = error instanceof Error ? error.message : String(error);
  const offset = errorOffset(words, place.executed);
  const sourceOffset = offset === null ? place.fallbackOffset : place.sourceOffset(offset);
  const [summary = words] = words.split('\n\nLINE ');
  const [first = summary, ...rest] = summary.split('\n');
  return new EiderError(
    {
      code: 'sql_failed',
      message: first,
      ...(rest.length > 0 ? { remedy: rest.join(' ').trim() } : remedyFor(first)),
      file: place.file,
      ...positionAt(place.source, sourceOffset),
      detail: words,
    },
    { cause: error },
  );
}

function errorOffset(words: string, executed: string): number | null {
  const found = /\nLINE (\d+): (.*)\n( *)\^/.exec(words);
  if (found === null) return null;
  const [, number = '1', shown = '', indent = ''] = found;
  const line = executed.split('\n')[Number(number) - 1] ?? '';
  const lineStart =
    executed
      .split('\n')
      .slice(0, Number(number) - 1)
      .join('\n').length + (Number(number) > 1 ? 1 : 0);
  const caret = indent.length - `LINE ${number}: `.length;
  const cut = shown.startsWith('...');
  const visible = (cut ? shown.slice(3) : shown).replace(/\.\.\.$/, '');
  const shift = cut ? line.indexOf(visible) - 3 : 0;
  return lineStart + Math.max(0, Math.min(line.length, caret + shift));
}

function remedyFor(message: string): { remedy: string } | Record<string, never> {
  if (/^IO Error: No files found/.test(message)) {
    return {
      remedy: 'Check the path: relative paths start at the project folder, then at the folder the run was started in.',
    };
  }
  if (/^Out of Memory/i.test(message)) {
    return {
      remedy: 'Set a higher memory limit (eider.run.memoryLimit), or let the query spill to a disk with free space.',
    };
  }
  if (/No space left on device/i.test(message)) return { remedy: 'Free some disk space and run the block again.' };
  return {};
}

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
  /** Texts that no message may show, such as passwords from the environment. */
  readonly secrets?: readonly string[];
  /** Upstream blocks that SQL cannot read, with what to tell about each. */
  readonly unreadable?: ReadonlyMap<string, EiderError>;
}

/**
 * An error of DuckDB as a failure at the author's line and column. DuckDB prints the place as `LINE 2: some text` with a
 * caret below it; long lines are cut with `...`, so the shown text is looked up in the executed line.
 */
export function sqlFailure(error: unknown, place: ErrorPlace): unknown {
  if (isAbort(error) || error instanceof EiderError) return error;
  const told = error instanceof Error ? error.message : String(error);
  const { secrets = [] } = place;
  const words = withoutSecrets(told.replace(/^Failed to extract statements: /, ''), secrets);
  const offset = errorOffset(words, place.executed);
  const sourceOffset = offset === null ? place.fallbackOffset : place.sourceOffset(offset);
  const [summary = words] = words.split('\n\nLINE ');
  const [first = summary, ...rest] = summary.split('\n');
  const missing = /^Catalog Error: Table with name (\S+) does not exist/.exec(first)?.[1];
  const unreadable = missing === undefined ? undefined : place.unreadable?.get(missing);
  return new EiderError(
    {
      code: 'sql_failed',
      message: first,
      ...unreadable?.problem,
      ...((unreadable === undefined ? remedyFor(first) : {}) ??
        (rest.length > 0 ? { remedy: rest.join(' ').trim() } : {})),
      file: place.file,
      ...positionAt(place.source, sourceOffset),
      detail: words,
    },
    // the engine's own error would tell the secrets again
    secrets.length === 0 ? { cause: error } : {},
  );
}

/** Shorter values, such as `1` or `dev`, are no secrets and would only make words unreadable. */
const SHORTEST_SECRET = 4;

function withoutSecrets(words: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((text, secret) => text.replaceAll(secret, '***'), words);
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
  const caret = offsetAtWidth(shown, indent.length - `LINE ${number}: `.length);
  const cut = shown.startsWith('...');
  const visible = (cut ? shown.slice(3) : shown).replace(/\.\.\.$/, '');
  const shift = cut ? line.indexOf(visible) - 3 : 0;
  return lineStart + Math.max(0, Math.min(line.length, caret + shift));
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/u;

/** DuckDB places its caret by how wide it takes text to be drawn: a tab for nothing, wide characters for two. */
function offsetAtWidth(text: string, width: number): number {
  let drawn = 0;
  let offset = 0;
  for (const character of text) {
    const own = /[\p{Cc}\p{Mn}]/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
    if (drawn >= width && own > 0) break;
    drawn += own;
    offset += character.length;
  }
  return offset + Math.max(0, width - drawn);
}

function remedyFor(message: string): { remedy: string } | null {
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
  return null;
}

import { EiderError } from '../core/errors';
import { nearest } from '../core/project/suggest';

const listed = 10;

/** The command line itself is wrong. */
export function usageError(message: string, remedy: string): EiderError {
  return new EiderError({ code: 'bad_usage', message, remedy });
}

/** A name on the command line that nothing has; offers the names that come nearest, or says which there are. */
export function unknownName(
  kind: 'pipeline' | 'block' | 'interaction' | 'output' | 'run' | 'trigger' | 'data product' | 'chart' | 'experiment',
  wanted: string,
  known: readonly string[],
  where: string,
): EiderError {
  return new EiderError({
    code: `${kind.replaceAll(' ', '_')}_unknown`,
    message: `There is no ${kind} ${wanted} in ${where}.`,
    remedy: offer(nearestNames(wanted, known), known),
  });
}

function offer(near: readonly string[], known: readonly string[]): string {
  if (near.length > 0) return `Did you mean ${orList(near)}?`;
  if (known.length === 0) return 'There is none yet.';
  const more = known.length > listed ? ` and ${known.length - listed} more` : '';
  return `There is: ${known.slice(0, listed).join(', ')}${more}.`;
}

/** Up to three names that may have been meant: the likest first, then those that contain the word. */
function nearestNames(wanted: string, known: readonly string[]): string[] {
  const left = new Set(known);
  const found: string[] = [];
  while (found.length < 3) {
    const next = nearest(wanted, left);
    if (next === null) break;
    found.push(next);
    left.delete(next);
  }
  const word = wanted.toLowerCase();
  const containing = word.length < 3 ? [] : [...left].filter((name) => name.toLowerCase().includes(word));
  return [...found, ...containing].slice(0, 3);
}

function orList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

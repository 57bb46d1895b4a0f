import type { RunEntry } from '../../core/store/runs';
import { unknownName, usageError } from '../usage';

/** The run that a whole id or the beginning of one names. */
export function findRun(entries: readonly RunEntry[], id: string): RunEntry {
  const exact = entries.find((entry) => entry.run === id);
  if (exact !== undefined) return exact;
  const [first, second] = entries.filter((entry) => entry.run.startsWith(id));
  if (first === undefined)
    throw unknownName(
      'run',
      id,
      entries.map((entry) => entry.run),
      'this project',
    );
  if (second !== undefined)
    throw usageError(`More than one run begins with ${id}.`, 'Give more of the id; `eider runs` lists them.');
  return first;
}

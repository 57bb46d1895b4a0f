import type { ExperimentState } from '../../core/protocol/experiment-state';
import { listExperiments, readExperiments, type ExperimentEntry } from '../../core/store/experiments';
import { unknownName, usageError } from '../usage';

/** The trainings that whole ids or the beginnings of some name, in that order. */
export async function findExperiments(root: string, ids: readonly string[]): Promise<ExperimentState[]> {
  const entries = await listExperiments(root);
  return readExperiments(
    root,
    ids.map((id) => entryOf(entries, id)),
  );
}

function entryOf(entries: readonly ExperimentEntry[], id: string): ExperimentEntry {
  const exact = entries.find((entry) => entry.id === id);
  if (exact !== undefined) return exact;
  const [first, second] = entries.filter((entry) => entry.id.startsWith(id));
  if (first === undefined)
    throw unknownName(
      'experiment',
      id,
      entries.map((entry) => entry.id),
      'this project',
    );
  if (second !== undefined)
    throw usageError(
      `More than one experiment begins with ${id}.`,
      'Give more of the id; `eider experiments` lists them.',
    );
  return first;
}

import { findRootProject } from '../../project/block-file';
import type { Project } from '../../project/types';
import { askFacts, type PythonFacts } from './ask-python';
import { pythonCandidates } from './python-candidates';

/** A Python that could be chosen for a project. */
export interface ListedInterpreter extends PythonFacts {
  /** Its path. */
  readonly interpreter: string;
  /** Where it was found. */
  readonly source: string;
}

/** The Pythons that could be chosen for a project, in the order in which they count. Starts them all. */
export async function listInterpreters(project: Project, signal?: AbortSignal): Promise<ListedInterpreter[]> {
  const { candidates } = await pythonCandidates(project.root, await findRootProject(project));
  const options = { cwd: project.root, ...(signal === undefined ? {} : { signal }) };
  const asked = await Promise.all(
    candidates.map(async ({ command, source }) => {
      const facts = await askFacts(command, options).catch(() => null);
      return facts === null ? null : { ...facts, interpreter: facts.executable, source };
    }),
  );
  // python3 and python are mostly one
  const byPrefix = new Map<string, ListedInterpreter>();
  for (const found of asked) if (found !== null && !byPrefix.has(found.prefix)) byPrefix.set(found.prefix, found);
  return [...byPrefix.values()];
}

import * as v from 'valibot';
import { findRootProject } from '../../project/block-file';
import type { Project } from '../../project/types';
import { askFacts } from './ask-python';
import { findInterpreter } from './interpreter';

/** What `eider python --json` prints and the editor shows: the Python for a project's blocks. */
export const interpreterReportSchema = v.object({
  /** Its path. */
  interpreter: v.string(),
  version: v.string(),
  /** Why it was taken. */
  source: v.string(),
  environment: v.picklist(['virtual', 'conda', 'global']),
  /** The folder of its environment. */
  prefix: v.string(),
  /** Whether its packages belong to the operating system, so that pip installs none. */
  isManaged: v.boolean(),
  hasPip: v.boolean(),
  /** Versions of the packages that blocks often need, as far as it has them. */
  packages: v.record(v.string(), v.string()),
  /** A sentence for each environment that would have come before it but cannot be used. */
  passed: v.array(v.string()),
});
export type InterpreterReport = v.InferOutput<typeof interpreterReportSchema>;

/** Finds and describes the Python for a project's blocks. Starts it; throws what `findInterpreter` throws. */
export async function reportInterpreter(
  project: Project,
  chosen: string | null,
  chosenBy?: string,
): Promise<InterpreterReport> {
  const { command, source, passed } = await findInterpreter(
    project.root,
    await findRootProject(project),
    chosen,
    chosenBy,
  );
  const { version, environment, prefix, isManaged, hasPip, packages } = await askFacts([command], {
    cwd: project.root,
  });
  return {
    interpreter: command,
    version,
    source,
    environment,
    prefix,
    isManaged,
    hasPip,
    packages: { ...packages },
    passed: [...passed],
  };
}

import { runNames } from '../project/run-names';
import type { Pipeline } from '../project/types';
import type { Secrets } from '../secrets';
import { renderYaml, resolveComparably, resolveStrictly } from './yaml-templates';

/** The variable that counts the tries of a block. */
export const RETRY = 'retry';

/** Names that every block sees besides the variables of its pipeline and its run; they win over both. */
export interface SystemVariables {
  readonly pipeline_uuid: string;
  readonly block_uuid: string;
  readonly execution_partition: string;
  /** ISO 8601, UTC. */
  readonly execution_date: string;
  /** Date of `execution_date`, YYYY-MM-DD. */
  readonly ds: string;
  /** Hour of `execution_date`, two digits. */
  readonly hr: string;
  readonly env: 'prod' | 'dev';
}

const ofRuns: ReadonlySet<string> = new Set(runNames satisfies readonly (keyof SystemVariables | typeof RETRY)[]);

/** Whether a variable belongs to the run rather than to the pipeline. */
export function isOfRun(name: string): boolean {
  return ofRuns.has(name);
}

export function systemVariables(pipeline: string, block: string, run: string, startedAt: Date): SystemVariables {
  const iso = startedAt.toISOString();
  return {
    pipeline_uuid: pipeline,
    block_uuid: block,
    execution_partition: run,
    execution_date: iso,
    ds: iso.slice(0, 10),
    hr: iso.slice(11, 13),
    env: 'prod',
  };
}

/** The variables of a run, in two forms. */
export interface RunVariables {
  /** As blocks see them. */
  readonly values: Readonly<Record<string, unknown>>;
  /** As they are compared with those of an earlier run; one that holds a secret stands as it is written in the file. */
  readonly comparable: Readonly<Record<string, unknown>>;
}

/** The variables of a pipeline with others over them, their templates replaced. Throws what `resolveStrictly` throws. */
export function runVariables(
  pipeline: Pick<Pipeline, 'file' | 'variables'>,
  over: Readonly<Record<string, unknown>>,
  secrets: Secrets,
): RunVariables {
  const variables = { ...pipeline.variables, ...over };
  const values = renderYaml(variables, resolveStrictly({ file: pipeline.file, variables, secrets }));
  return { values, comparable: comparableVariables(pipeline, over) };
}

/** The variables of a pipeline as they are compared. Needs no secret; a template that leads nowhere stands as it is. */
export function comparableVariables(
  pipeline: Pick<Pipeline, 'variables'>,
  over: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const variables = { ...pipeline.variables, ...over };
  return renderYaml(variables, resolveComparably(variables));
}

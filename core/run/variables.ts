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

/** Names of the variables that belong to a run rather than to its pipeline: they differ from run to run. */
export const runNames = [
  'pipeline_uuid',
  'block_uuid',
  'execution_partition',
  'execution_date',
  'ds',
  'hr',
  'env',
  'retry',
] as const;

import * as v from 'valibot';
import { answering, type BlockRequests } from '../../blocks/requests';
import { EiderError } from '../../errors';
import type { BlockStatus, RunState, RunStatus } from '../../protocol/run-state';
import { listRuns, readRun } from '../../store/runs';
import { projectOfPipeline } from './named-pipeline';

const checkSchema = v.object({
  pipeline_uuid: v.string(),
  /** ISO 8601. */
  execution_date: v.pipe(v.string(), v.isoTimestamp()),
  block_uuid: v.nullable(v.string()),
  hours: v.number(),
});

/** What a sensor needs that waits for another pipeline. */
export const statusRequests: BlockRequests = {
  check_status: answering(checkSchema, async ({ pipeline_uuid: pipeline, execution_date, block_uuid, hours }, from) => {
    const project = await projectOfPipeline(from.project, pipeline, null);
    const until = new Date(execution_date).getTime();
    const state = await newestRun(project.root, pipeline, until - hours * 3_600_000, until);
    return state !== null && hasCompleted(state, block_uuid);
  }),
};

/** The newest run that began after one moment and not after another, in milliseconds since 1970. */
async function newestRun(root: string, pipeline: string, after: number, until: number): Promise<RunState | null> {
  for (const entry of await listRuns(root, pipeline)) {
    const state = await readRun(root, entry);
    if (state === null) continue;
    const began = new Date(state.startedAt).getTime();
    if (began <= after) return null;
    if (began <= until) return state;
  }
  return null;
}

/** Whether a run, or a block of it, has completed. Throws when it has ended otherwise, since it never will. */
function hasCompleted(state: RunState, uuid: string | null): boolean {
  if (uuid === null) {
    if (ENDED_BADLY.has(state.status)) throw endedBadly(state, `Run ${state.run}`, state.status);
    return state.status === 'completed';
  }
  const block = state.blocks.find(({ plan }) => plan.uuid === uuid);
  if (block === undefined) {
    throw new EiderError({
      code: 'block_unknown',
      message: `Run ${state.run} of pipeline ${state.pipeline} has no block ${uuid}.`,
      remedy: `It has ${state.blocks.map(({ plan }) => plan.uuid).join(', ')}.`,
    });
  }
  if (ENDED_BADLY.has(block.status)) throw endedBadly(state, `Block ${uuid} in run ${state.run}`, block.status);
  return block.status === 'completed' || block.status === 'reused';
}

const ENDED_BADLY: ReadonlySet<RunStatus | BlockStatus> = new Set([
  'failed',
  'cancelled',
  'interrupted',
  'upstream_failed',
  'condition_failed',
]);

function endedBadly({ pipeline, run }: RunState, what: string, status: string): EiderError {
  const words: Readonly<Record<string, string>> = {
    failed: 'has failed',
    cancelled: 'was cancelled',
    interrupted: 'was interrupted',
    upstream_failed: 'did not run, since a block above it has failed',
    condition_failed: 'did not run, since its condition was not met',
  };
  return new EiderError({
    code: 'awaited_run_failed',
    message: `${what} of pipeline ${pipeline} ${words[status] ?? status}.`,
    remedy: `See what went wrong with: eider logs ${run}.`,
  });
}

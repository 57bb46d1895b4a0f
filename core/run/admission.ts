import { setTimeout as sleep } from 'node:timers/promises';
import { EiderError } from '../errors';
import type { Pipeline } from '../project/types';
import type { RunRequest } from '../protocol/runner';
import type { RunState } from '../protocol/run-state';
import { withLock } from '../store/lock';
import { flatUuid } from '../store/paths';
import { listRuns, readRun } from '../store/runs';

/** How often a run that waits for others looks whether it may begin, in milliseconds. */
const LOOK_EVERY = 250;

/**
 * Begins a run when its pipeline's limits allow it, and gives what `begin` gives. Runs of other processes count too, and
 * while one is let in no other is. Where a limit is reached the run waits, or else begins as one that is skipped, with the
 * reason. Rejects with the signal's reason when aborted while it waits.
 */
export async function admit<Begun>(
  pipeline: Pipeline,
  request: Pick<RunRequest, 'skipIfRunning' | 'trigger' | 'triggerLimit'>,
  signal: AbortSignal,
  begin: (skipped: EiderError | null) => Promise<Begun>,
): Promise<Begun> {
  const { allRuns, whenReached } = pipeline.concurrency;
  const runs = request.triggerLimit ?? pipeline.concurrency.runs; // the trigger's own limit wins
  if (!request.skipIfRunning && runs === null && allRuns === null) return begin(null);
  const { root } = pipeline.project;
  for (;;) {
    const begun = await withLock(root, `runs-${flatUuid(pipeline.uuid)}`, signal, async () => {
      const going = await runsGoingOn(root, pipeline.uuid);
      const reason = reasonToHold(pipeline, request, runs, going);
      if (reason !== null && !request.skipIfRunning && whenReached === 'wait') return null;
      return { value: await begin(reason) };
    });
    if (begun !== null) return begun.value;
    await sleep(LOOK_EVERY, undefined, { signal });
  }
}

async function runsGoingOn(root: string, pipeline: string): Promise<RunState[]> {
  const states = await Promise.all((await listRuns(root, pipeline)).map((entry) => readRun(root, entry)));
  return states.filter((state) => state !== null).filter(({ status }) => status === 'running');
}

function reasonToHold(
  pipeline: Pipeline,
  { skipIfRunning, trigger }: Pick<RunRequest, 'skipIfRunning' | 'trigger'>,
  runs: number | null,
  going: readonly RunState[],
): EiderError | null {
  const { allRuns } = pipeline.concurrency;
  const [first] = going;
  if (skipIfRunning && first !== undefined) {
    return new EiderError({
      code: 'previous_running',
      message: `Run ${first.run} of ${pipeline.uuid} goes on, so this one was skipped.`,
      remedy: 'Wait for its end, or cancel it.',
    });
  }
  const ofTrigger = going.filter((state) => state.trigger === trigger).length;
  const limit = reached(going.length, allRuns) ?? reached(ofTrigger, runs);
  if (limit === null) return null;
  return new EiderError({
    code: 'run_limit_reached',
    message: `${limit === 1 ? 'A run' : `${limit} runs`} of ${pipeline.uuid} ${limit === 1 ? 'goes' : 'go'} on, and no more may, so this one was skipped.`,
    remedy: 'Raise the limit in concurrency_config of the pipeline, or set on_pipeline_run_limit_reached: wait.',
    file: pipeline.file,
  });
}

/** The limit when so many runs reach it. */
function reached(count: number, limit: number | null): number | null {
  return limit !== null && count >= limit ? limit : null;
}

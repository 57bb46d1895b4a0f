import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { EiderError } from '../errors';
import { isFileError } from '../fs-errors';
import type { Pipeline } from '../project/types';
import type { RunRequest } from '../protocol/runner';
import { flatUuid, storePaths } from '../store/paths';
import { storeNotWritable } from '../store/prepare';
import { drawTicket, labelsBefore, whileNobodyDraws } from '../store/tickets';

/** How often a run that waits for others looks whether it may begin, in milliseconds. */
const LOOK_EVERY = 100;

/** That a run may begin, or why it does not. Until it has left, other runs of the pipeline count it. */
export interface Admission {
  readonly waited: boolean;
  /** Null when it may begin. */
  readonly skipped: EiderError | null;
  /** Tells the others the run's id, when it is another than at first. */
  rename(run: string): Promise<void>;
  leave(): Promise<void>;
}

export interface AdmissionOptions {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Wait even where the pipeline says that a run is skipped at the limit: somebody needs its outputs. */
  readonly mustWait: boolean;
  /** Told once, when the run has to wait, of what. */
  readonly onWaiting?: ((reason: string) => void) | undefined;
}

/**
 * Lets a run begin when its pipeline's limits allow it: it draws a ticket, and those before it count, in other processes
 * too, when they run or wait for the same trigger. Rejects with the signal's reason when aborted while it waits, and with
 * `store_not_writable`.
 */
export async function admit(
  pipeline: Pipeline,
  request: Pick<RunRequest, 'skipIfRunning' | 'trigger' | 'triggerLimit'>,
  run: string,
  { signal, mustWait, onWaiting }: AdmissionOptions,
): Promise<Admission> {
  const folder = path.join(storePaths(pipeline.project.root).cache, 'queues', flatUuid(pipeline.uuid));
  const unlimited = isUnlimited(pipeline, request);
  const labelOf = (id: string, admitted: boolean) => JSON.stringify({ run: id, trigger: request.trigger, admitted });
  const ticket = await drawTicket(folder, labelOf(run, unlimited), signal).catch((error: unknown) => {
    throw isFileError(error) ? storeNotWritable(pipeline.project.root, error) : error;
  });
  const admission = { rename: (id: string) => ticket.relabel(labelOf(id, true)), leave: () => ticket.giveBack() };
  if (unlimited) return { ...admission, waited: false, skipped: null };
  try {
    for (let waited = false; ; waited = true) {
      // one at a time, so that no two take the same place
      const reason = await whileNobodyDraws(folder, signal, async () => {
        const before = (await labelsBefore(folder, ticket)).map(parseLabel);
        const found = reasonToHold(pipeline, request, before);
        if (found === null) await ticket.relabel(labelOf(run, true));
        return found;
      });
      if (reason === null) return { ...admission, waited, skipped: null };
      if (request.skipIfRunning || (pipeline.concurrency.whenReached === 'skip' && !mustWait)) {
        await ticket.giveBack();
        return { ...admission, waited, skipped: reason };
      }
      if (!waited) onWaiting?.(reason.message);
      await sleep(LOOK_EVERY, undefined, { signal });
    }
  } catch (error) {
    await ticket.giveBack();
    throw error;
  }
}

function isUnlimited(
  { concurrency }: Pipeline,
  { skipIfRunning, triggerLimit }: Pick<RunRequest, 'skipIfRunning' | 'triggerLimit'>,
): boolean {
  return !skipIfRunning && triggerLimit === null && concurrency.runs === null && concurrency.allRuns === null;
}

const labelSchema = v.object({ run: v.string(), trigger: v.nullable(v.string()), admitted: v.boolean() });
type Other = v.InferOutput<typeof labelSchema>;

function parseLabel(label: string): Other {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), labelSchema), label);
  return parsed.success ? parsed.output : { run: 'another run', trigger: null, admitted: true };
}

function reasonToHold(
  pipeline: Pipeline,
  { skipIfRunning, trigger, triggerLimit }: Pick<RunRequest, 'skipIfRunning' | 'trigger' | 'triggerLimit'>,
  before: readonly Other[],
): EiderError | null {
  const { allRuns, runs } = pipeline.concurrency;
  // those that wait count for their own trigger only: what another's holds up need not hold up this one
  const counted = before.filter((other) => other.admitted || other.trigger === trigger);
  const [first] = counted;
  if (skipIfRunning && first !== undefined) {
    return new EiderError({
      code: 'previous_running',
      message: `Run ${first.run} of ${pipeline.uuid} goes on.`,
      remedy: 'Wait for its end, or cancel it.',
    });
  }
  const ofTrigger = counted.filter((other) => other.trigger === trigger).length;
  // the trigger's own limit wins
  const limit = reached(counted.length, allRuns) ?? reached(ofTrigger, triggerLimit ?? runs);
  if (limit === null) return null;
  const going =
    limit === 1 ? `Run ${first?.run ?? ''} of ${pipeline.uuid} goes on` : `${limit} runs of ${pipeline.uuid} go on`;
  return new EiderError({
    code: 'run_limit_reached',
    message: `${going}, and no more may at once.`,
    remedy: 'Raise the limit in concurrency_config of the pipeline, or set on_pipeline_run_limit_reached: wait.',
    file: pipeline.file,
  });
}

/** The limit when so many runs reach it. */
function reached(count: number, limit: number | null): number | null {
  return limit !== null && count >= limit ? limit : null;
}

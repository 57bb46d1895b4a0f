import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { answering, type Asker, type BlockRequests } from '../../blocks/requests';
import { EiderError } from '../../errors';
import { milliseconds } from '../../milliseconds';
import { readTriggers } from '../../project/triggers';
import type { Project } from '../../project/types';
import { runRequest, type RunRequest } from '../../protocol/runner';
import type { TriggeredRuns } from '../triggered-runs';
import { projectOfPipeline } from './named-pipeline';
import { runFacts, type RunFacts } from './run-facts';

/** The trigger of runs that a block starts without naming one. */
const FROM_CODE = 'created from code';

const triggerSchema = v.object({
  pipeline_uuid: v.string(),
  repo_path: v.nullable(v.string()),
  variables: v.record(v.string(), v.unknown()),
  schedule_name: v.nullable(v.string()),
  /** Whether the block waits for its end. */
  wait: v.boolean(),
});
const waitSchema = v.object({ ref: v.number(), seconds: v.nullable(v.number()) });

/** What `trigger_pipeline` of a block needs: runs of pipelines are started inside this one. */
export function triggerRequests(runs: TriggeredRuns): BlockRequests {
  const started: Following[] = [];
  return {
    trigger_pipeline: answering(triggerSchema, async (params, from) => {
      const project = await projectOfPipeline(from.project, params.pipeline_uuid, params.repo_path);
      runs.refuseCycle(project, params.pipeline_uuid);
      const request = await requestFor(project, params.pipeline_uuid, params.schedule_name, params.variables);
      const run = follow(runs, request, params.wait, from);
      const ref = started.push(run) - 1;
      await run.begun;
      return { ref, ...(await run.facts()) };
    }),
    wait_for_run: answering(waitSchema, async ({ ref, seconds }, from) => {
      const run = started[ref];
      if (run === undefined) {
        throw new EiderError({
          code: 'run_unknown',
          message: `Block ${from.block.uuid} asks for a run that another run has started.`,
          remedy: 'Ask for its state in the run that has started it.',
        });
      }
      if (seconds !== 0) await from.idle(() => atMost(run.ended, seconds, from.signal));
      return { ref, ...(await run.facts()) };
    }),
  };
}

/** The request for a run; a trigger of that name in the pipeline's file has its say. */
async function requestFor(
  project: Project,
  pipeline: string,
  name: string | null,
  variables: Readonly<Record<string, unknown>>,
): Promise<RunRequest> {
  const { triggers } = await readTriggers(project, pipeline);
  const trigger = triggers.find((one) => one.name === name);
  return runRequest({
    project: project.root,
    pipeline,
    origin: 'trigger',
    trigger: name ?? FROM_CODE,
    variables: { ...trigger?.variables, ...variables },
    allowFailures: trigger?.allowFailures ?? false,
    timeout: trigger?.timeout ?? null,
    timeoutStatus: trigger?.timeoutStatus ?? 'failed',
    triggerLimit: trigger?.runLimit ?? null,
  });
}

/** A run that a block has started. */
interface Following {
  /** Settles when the run has begun, or waits for others. Rejects when it cannot begin. */
  readonly begun: Promise<void>;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
  facts(): Promise<RunFacts>;
}

function follow(runs: TriggeredRuns, request: RunRequest, wait: boolean, from: Asker): Following {
  let run: string | null = null;
  let ended: Promise<void> = Promise.resolve();
  const begun = new Promise<void>((resolve, reject) => {
    const finished = runs.start(request, {
      signal: wait ? from.signal : null,
      onStarted(id) {
        run = id;
        resolve();
      },
      onWaiting: () => resolve(),
    });
    finished.then(() => resolve(), reject);
    ended = finished.then(() => undefined);
    ended.catch(() => undefined); // whoever waits is told
  });
  const { project, pipeline, trigger, variables } = request;
  const waiting: RunFacts = {
    id: null,
    pipeline_uuid: pipeline,
    status: 'initial',
    execution_date: null,
    completed_at: null,
    trigger,
    variables,
    blocks: [],
    failure: null,
    repo_path: project,
  };
  return {
    begun,
    ended,
    async facts() {
      const known = run === null ? null : await runFacts(project, pipeline, run);
      // as they were given, also what the log does not keep since it is a secret
      return known === null ? waiting : { ...known, variables };
    },
  };
}

/** Waits for something so many seconds at most; null for as long as it takes. */
async function atMost(ended: Promise<void>, seconds: number | null, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const until = AbortSignal.any([signal, done.signal]);
  const limit = seconds === null ? never(until) : sleep(milliseconds(seconds), undefined, { signal: until });
  limit.catch(() => undefined);
  try {
    await Promise.race([ended, limit]);
  } finally {
    done.abort();
  }
}

function never(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const leave = () => reject(new DOMException('The block was stopped.', 'AbortError'));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

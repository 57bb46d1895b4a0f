import type { DuckDBInstance } from '@duckdb/node-api';
import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import os from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { BlockEngine } from '../blocks/contract';
import { bundleBlock } from '../blocks/typescript/bundle';
import { writeEditorTypes } from '../blocks/typescript/editor-types';
import { createWorkerPool } from '../blocks/typescript/worker-pool';
import { openDatabase } from '../data/session';
import { distFolder } from '../dist-folder';
import { EiderError } from '../errors';
import { projectAt } from '../project/find-project';
import { readProjectSettings, type ProjectSettings } from '../project/project-settings';
import { readPipeline } from '../project/read-pipeline';
import type { Block, PipelineReading, Project } from '../project/types';
import type { RunEvent, RunFinished, RunProcess, RunResumed, RunStarted } from '../protocol/run-events';
import type { RunState } from '../protocol/run-state';
import type { RunRequest } from '../protocol/runner';
import { createSecrets, type Secrets } from '../secrets';
import { withLock } from '../store/lock';
import { flatUuid, spillFolder } from '../store/paths';
import { prepareStore } from '../store/prepare';
import { identifyThisProcess } from '../store/process-identity';
import { isRunning, readRun, type RunEntry } from '../store/runs';
import { admit } from './admission';
import { openBlockLog } from './block-log';
import { forgetCancel, watchForCancel } from './cancel';
import { pruneRuns, removeSpill, sweepKilledRuns } from './clean-up';
import type { BlockServices } from './block-run';
import type { InnerRuns } from './data-product';
import type { RunContext } from './execute-block';
import { readReusedInputs, type ReusedInput } from './inputs';
import { machineSlots } from './machine-slots';
import type { Ending } from './outcomes';
import { pruneOutputs } from './output-writer';
import { pinsOfRun } from './pins';
import { planRest, planRun, type Plan } from './plan';
import { runPlannedBlock } from './planned-block';
import { openRecorder, type Recorder } from './recorder';
import { newRunId } from './run-id';
import { runSchedule } from './schedule';
import { bothSlots, createSlots } from './slots';
import { runVariables } from './variables';

export interface RunOptions {
  /**
   * The pipeline, when the caller reads it himself; DuckDB is opened meanwhile. When it rejects, so does the run; it may do
   * so before the run listens, so the caller handles its rejection too.
   */
  readonly reading?: Promise<PipelineReading>;
  /** By name: secrets that blocks may ask for besides the environment's. They are kept out of everything that is written. */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Aborting cancels the run; it then ends within a second, or when the callbacks of the blocks that it stops are done, and
   * its log is complete.
   */
  readonly signal: AbortSignal;
  /** Called when the run's log exists. */
  readonly onStarted?: (run: string) => void;
  readonly onEvent?: (event: RunEvent) => void;
  /** The pipelines whose runs this one is part of, with their projects: it makes a data product for them. */
  readonly within?: readonly string[];
  /** The process exits after the run, which gives back its memory quicker than DuckDB would: it stays open. */
  readonly exiting?: boolean;
}

/** What can wait is begun when the first blocks are under way: it would hold them up in this thread. In milliseconds. */
const LATER = 25;

/**
 * Runs a pipeline, or a part of it, in this process and records it in the project's store. Rejects with an `EiderError`
 * when there is nothing to run (see `planRun`, `planRest` and `readReusedInputs` for the codes) or nowhere to record it
 * (`store_not_writable`); once the run has started, whatever goes wrong is in its events and in the `run_finished` it
 * resolves with.
 */
export async function runPipeline(request: RunRequest, options: RunOptions): Promise<RunFinished> {
  const project = projectAt(request.project);
  const startedAt = new Date();
  const run = request.resume ?? newRunId(startedAt);
  const opening = openEngine(request, run); // while the files are read
  opening.catch(() => undefined); // awaited below, inside the run
  const refused = async (error: unknown): Promise<never> => {
    await closeWhenOpen(opening);
    throw error;
  };
  const { plan, resumed, reused, identity, settings } = await prepare(request, project, options.reading).catch(refused);
  const entry: RunEntry = { pipeline: request.pipeline, run };
  const secrets = createSecrets(options.secrets);
  const first =
    request.resume === null ? startOf(request, plan, run, startedAt, identity) : restOf(plan, startedAt, identity);
  const begin = async (skipped: EiderError | null) => {
    const open = () => openRecorder(project.root, plan, entry, first, secrets, options.onEvent);
    if (request.resume === null) return { recorder: open(), skipped };
    const recorder = await withLock(project.root, `resume-${flatUuid(run)}`, options.signal, async () => {
      const now = await readRun(project.root, entry);
      // somebody was quicker
      if (now?.status === 'running' || now?.finishedAt !== resumed?.finishedAt) throw runGoesOn(entry);
      await forgetCancel(project.root, entry);
      return open();
    });
    return { recorder, skipped };
  };
  const { recorder, skipped } = await admit(plan.pipeline, request, options.signal, begin).catch(refused);
  if (skipped !== null) return skip(plan, recorder, skipped, opening);
  const end = endOfRun(request, options.signal);
  const watcher = watchForCancel(project.root, entry, end.cancel);
  options.onStarted?.(run);
  const housekeeping: Promise<unknown>[] = [];
  // beside the blocks; what fails of it is the next run's trouble, the outputs are in place
  const aside = (work: Promise<unknown>) => void housekeeping.push(work.catch(() => undefined));
  const pins = pinsOfRun(project.root, entry);
  await pins.add([...reused.values()].flatMap(({ folders }) => folders));
  try {
    const { engine, ...context } = await openContext(request, plan, run, startedAt, end.signal, secrets, opening);
    const ended = new AbortController();
    const later = setTimeout(LATER, undefined, { signal: ended.signal });
    aside(later.then(() => sweepKilledRuns(plan.pipeline)));
    aside(later.then(() => getReady(plan, engine)));
    try {
      const inner = innerRuns(request, options, (folders) => pins.add(folders));
      await executePlan(plan, { ...context, engine }, request, settings, reused, recorder, inner, aside);
    } finally {
      ended.abort(); // what has not begun yet is not needed any more
      aside(pruneRuns(project.root, request.pipeline, request.retention)); // what fails of it is tried again by the next run
      await engine.workers.close();
      // with files of its own on the disk it is closed, since an open file cannot be removed everywhere
      if (options.exiting !== true || existsSync(spillFolder(project.root, run))) engine.database.closeSync();
    }
    return recorder.finish(end.status(), end.failure());
  } catch (error) {
    return recorder.finish(end.status(), end.status() === 'cancelled' ? undefined : error);
  } finally {
    end.dispose();
    watcher.dispose();
    recorder.close();
    await Promise.all(housekeeping);
    await pins.unpin();
    await removeSpill(project.root, run);
  }
}

/** Ends a run that has not begun anything. */
async function skip(
  plan: Plan,
  recorder: Recorder,
  reason: EiderError,
  opening: Promise<DuckDBInstance>,
): Promise<RunFinished> {
  for (const block of toExecute(plan)) recorder.blockSkipped(block.uuid, 'cancelled');
  const finished = recorder.finish('cancelled', reason);
  recorder.close();
  await closeWhenOpen(opening);
  return finished;
}

/** Closes the DuckDB of a run that does not begin. That it could not be opened does not matter then. */
async function closeWhenOpen(opening: Promise<DuckDBInstance>): Promise<void> {
  await opening.then((database) => database.closeSync()).catch(() => undefined);
}

/** How a run makes the data products that its blocks read. */
function innerRuns(
  request: RunRequest,
  { within = [], secrets = {} }: RunOptions,
  reading: InnerRuns['reading'],
): InnerRuns {
  const waiting = [...within, placeOf(request.project, request.pipeline)];
  return {
    reading,
    refuseCycle({ uuid, project, pipeline }) {
      if (!waiting.includes(placeOf(project.root, pipeline))) return;
      throw new EiderError({
        code: 'data_product_cycle',
        message: `Data product ${uuid} is made by pipeline ${pipeline}, which is waiting for it.`,
        remedy: 'Take the block that reads it out of that pipeline, or out of one that it reads.',
      });
    },
    run: (other, signal) => runPipeline({ ...other, limits: request.limits }, { signal, within: waiting, secrets }),
  };
}

function placeOf(project: string, pipeline: string): string {
  return JSON.stringify([project, pipeline]);
}

function startOf(request: RunRequest, plan: Plan, run: string, startedAt: Date, identity: RunProcess): RunStarted {
  return {
    type: 'run_started',
    time: startedAt.toISOString(),
    version: 1,
    run,
    pipeline: request.pipeline,
    origin: request.origin,
    ...(request.trigger === null ? {} : { trigger: request.trigger }),
    process: identity,
    blocks: [...plan.blocks],
  };
}

function restOf(plan: Plan, startedAt: Date, identity: RunProcess): RunResumed {
  const blocks = plan.blocks.filter((block) => block.action !== 'reuse').map((block) => block.uuid);
  return { type: 'run_resumed', time: startedAt.toISOString(), process: identity, blocks };
}

/** What can end a run before its time: whoever cancels it, and its time limit. */
function endOfRun({ timeout, timeoutStatus }: RunRequest, cancelled: AbortSignal) {
  const own = new AbortController();
  const limit = new AbortController();
  const timer = timeout === null ? undefined : globalThis.setTimeout(() => limit.abort(), timeout * 1000);
  const signal = AbortSignal.any([cancelled, own.signal, limit.signal]);
  setMaxListeners(0, signal); // every block and every query under way listens
  const timedOut = () => limit.signal.aborted && !cancelled.aborted && !own.signal.aborted;
  return {
    signal,
    cancel: () => own.abort(),
    status: () => (!signal.aborted ? 'completed' : timedOut() ? timeoutStatus : 'cancelled'),
    failure() {
      if (!timedOut() || timeoutStatus !== 'failed') return undefined;
      return new EiderError({
        code: 'run_timeout',
        message: `The run took longer than its ${timeout ?? 0} seconds and was stopped.`,
        remedy: 'Raise its timeout, or run less at once.',
      });
    },
    dispose: () => clearTimeout(timer),
  } as const;
}

/** What a run needs to know before it can be recorded; throws when there is nothing to run or nowhere to record it. */
async function prepare(request: RunRequest, project: Project, reading = readPipeline(project, request.pipeline)) {
  const { plan, resumed } =
    request.resume === null
      ? { plan: planRun(await reading, request), resumed: null }
      : await planResumed(await reading, request.resume);
  const [reused, identity, settings] = await Promise.all([
    readReusedInputs(plan, request.resume),
    identifyThisProcess(),
    readProjectSettings(project),
  ]);
  const [wrong] = settings.problems;
  if (wrong !== undefined) throw new EiderError(wrong);
  await prepareStore(project.root);
  return { plan, resumed, reused, identity, settings };
}

async function planResumed(reading: PipelineReading, run: string): Promise<{ plan: Plan; resumed: RunState | null }> {
  const { pipeline } = reading;
  // of a pipeline that cannot be read the planner says why
  if (pipeline === null) return { plan: planRun(reading, { selection: null, changed: false }), resumed: null };
  const resumed = await readRun(pipeline.project.root, { pipeline: pipeline.uuid, run });
  if (resumed === null) {
    throw new EiderError({
      code: 'run_unknown',
      message: `Pipeline ${reading.uuid} has no run ${run}.`,
      remedy: `See those it has with: eider runs ${reading.uuid}.`,
    });
  }
  if (resumed.status === 'running') throw runGoesOn({ pipeline: reading.uuid, run });
  return { plan: planRest(reading, resumed), resumed };
}

function runGoesOn({ pipeline, run }: RunEntry): EiderError {
  return new EiderError({
    code: 'run_running',
    message: `Run ${run} of ${pipeline} goes on already.`,
    remedy: 'Wait for its end, or cancel it first.',
  });
}

/** The DuckDB of a run. Its folder for what does not fit into memory is made when it is needed. */
async function openEngine({ project, cwd, limits }: RunRequest, run: string): Promise<DuckDBInstance> {
  return openDatabase({
    ...(limits.memory === null ? {} : { memoryLimit: limits.memory }),
    ...(limits.threads === null ? {} : { threads: limits.threads }),
    tempDirectory: spillFolder(project, run),
    fileSearchPath: [project, cwd].join(','),
  });
}

async function openContext(
  request: RunRequest,
  plan: Plan,
  run: string,
  startedAt: Date,
  signal: AbortSignal,
  secrets: Secrets,
  opening: Promise<DuckDBInstance>,
): Promise<RunContext> {
  const { pipeline } = plan;
  const database = await opening;
  const workers = createWorkerPool(distFolder());
  try {
    const variables = runVariables(pipeline, request.variables, secrets);
    return { pipeline, run, startedAt, signal, variables, engine: { database, workers, secrets } };
  } catch (error) {
    database.closeSync();
    throw error;
  }
}

async function executePlan(
  plan: Plan,
  context: RunContext,
  request: RunRequest,
  { retry, queue }: ProjectSettings,
  reused: ReadonlyMap<string, ReusedInput>,
  recorder: Recorder,
  inner: InnerRuns,
  aside: (work: Promise<unknown>) => void,
): Promise<void> {
  const { pipeline, engine } = context;
  const { root } = pipeline.project;
  const values = new Map([...reused].map(([uuid, { value }]) => [uuid, value]));
  const failed = new AbortController();
  const stop = AbortSignal.any([context.signal, failed.signal]);
  setMaxListeners(0, stop);
  const parallel = Math.min(
    request.limits.parallel ?? os.availableParallelism(),
    pipeline.concurrency.blocks ?? Number.POSITIVE_INFINITY,
  );
  const { allowFailures } = request;
  const own = createSlots(parallel);
  const services: BlockServices = {
    context,
    recorder,
    slots: queue.concurrency === null ? own : bothSlots(own, machineSlots(queue.concurrency)),
    parallel,
    retry: [retry, pipeline.retry],
    stop,
    allowFailures,
    inner,
  };

  const isUsed = runsUnderWay();
  const runOne = async (block: Block): Promise<Ending> => {
    const log = openBlockLog(root, pipeline.uuid, context.run, block.uuid, engine.secrets.redact);
    const outcome = await runPlannedBlock(services, {
      block,
      upstream: block.upstream.flatMap((uuid) => values.get(uuid) ?? []),
      log,
      unlessUpToDate: plan.blocks.some(({ uuid, action }) => uuid === block.uuid && action === 'check'),
      resumed: request.resume !== null,
    });
    if (outcome.value !== null) values.set(block.uuid, outcome.value);
    if (outcome.ending === 'completed') aside(pruneOutputs(root, pipeline.uuid, block.uuid, request.retention, isUsed));
    if (outcome.ending === 'failed' && !allowFailures) failed.abort();
    recorder.blockFinished(block.uuid, outcome);
    log.close();
    return outcome.ending;
  };
  await runSchedule(toExecute(plan), {
    stop,
    run: runOne,
    skip: (block, reason) => recorder.blockSkipped(block.uuid, reason),
  });
}

/** How long it is believed that a run has ended, in milliseconds: somebody may go on with it. */
const ENDED_FOR = 1000;

/** Whether runs go on. Reading their logs for every block of a large pipeline anew would take longer than the blocks. */
function runsUnderWay(): (root: string, entry: RunEntry) => Promise<boolean> {
  const known = new Map<string, { readonly since: number; readonly found: Promise<boolean> }>();
  return (root, { pipeline, run }) => {
    const key = JSON.stringify([root, pipeline, run]);
    const last = known.get(key);
    if (last !== undefined && performance.now() - last.since < ENDED_FOR) return last.found;
    const found = isRunning(root, { pipeline, run });
    known.set(key, { since: performance.now(), found });
    return found;
  };
}

/** The blocks that a plan runs, or may run, in its order. */
function toExecute({ pipeline, blocks }: Plan): Block[] {
  return blocks.flatMap(({ uuid, action }) =>
    pipeline.blocks.filter((block) => action !== 'reuse' && block.uuid === uuid),
  );
}

function typescriptBlocks(plan: Plan): Block[] {
  return toExecute(plan).filter((block) => block.language === 'typescript');
}

/** Gets a thread and the bundles ready for TypeScript blocks while others run, and the project's editor types. */
async function getReady(plan: Plan, engine: BlockEngine): Promise<void> {
  const { root } = plan.pipeline.project;
  const blocks = typescriptBlocks(plan);
  if (blocks.length === 0) return;
  engine.workers.startAhead();
  // one that cannot be compiled fails at its turn, not here
  const bundles = blocks.map((block) => bundleBlock(root, block.file ?? '').catch(() => undefined));
  await Promise.all([writeEditorTypes(root), ...bundles]);
}

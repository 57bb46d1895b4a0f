import type { DuckDBInstance } from '@duckdb/node-api';
import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import os from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { BlockEngine } from '../blocks/contract';
import type { BlockRequests } from '../blocks/requests';
import { bundleBlock } from '../blocks/typescript/bundle';
import { writeEditorTypes } from '../blocks/typescript/editor-types';
import { createPythonPool, type PoolDebug } from '../blocks/python/python-pool';
import { createWorkerPool } from '../blocks/typescript/worker-pool';
import { openDatabase } from '../data/session';
import { distFolder } from '../dist-folder';
import type { EiderError } from '../errors';
import { projectAt } from '../project/find-project';
import type { Block } from '../project/types';
import type { RunFinished } from '../protocol/run-events';
import type { RunRequest } from '../protocol/runner';
import { createSecrets, type Secrets } from '../secrets';
import { flatUuid, spillFolder } from '../store/paths';
import { noteRetention } from '../store/retention';
import { isRunning, type RunEntry } from '../store/runs';
import { beginRun, type BegunRun } from './begin-run';
import { openBlockLog } from './block-log';
import { noOutputs } from './block-value';
import type { BlockServices } from './block-run';
import { watchForCancel } from './cancel';
import { pruneRuns, removeSpill, sweepKilledRuns } from './clean-up';
import type { InnerRuns } from './data-product';
import { endOfRun } from './end-of-run';
import type { RunContext } from './execute-block';
import { innerRuns } from './inner-runs';
import { machineSlots } from './machine-slots';
import type { Ending } from './outcomes';
import { createOutlivingRuns, type OutlivingRuns } from './outliving-runs';
import { pruneOutputs } from './output-writer';
import type { Plan } from './plan';
import { runPlannedBlock } from './planned-block';
import { blockRequests } from './requests/block-requests';
import { newRunId } from './run-id';
import type { RunOptions } from './run-options';
import { runSchedule } from './schedule';
import { bothSlots, createSlots } from './slots';
import { runVariables } from './variables';

/** What can wait is begun when the first blocks are under way: it would hold them up in this thread. In milliseconds. */
const LATER = 25;

/**
 * Runs a pipeline, or a part of it, in this process and records it in the project's store. Rejects with an `EiderError`
 * when there is nothing to run (see `planRun`, `planRest` and `readReusedInputs` for the codes) or nowhere to record it
 * (`store_not_writable`), and with an abort error when it is cancelled while it waits for others; once the run has started,
 * whatever goes wrong is in its events and in the `run_finished` it resolves with.
 */
export async function runPipeline(request: RunRequest, options: RunOptions): Promise<RunFinished> {
  const project = projectAt(request.project);
  const id = request.resume ?? newRunId(new Date());
  const secrets = options.sharedSecrets ?? createSecrets(options.secrets);
  const outliving = options.outliving ?? createOutlivingRuns();
  const opening = openEngine(request, id); // while the files are read
  opening.catch(() => undefined); // awaited below, inside the run
  const begun = await beginRun(request, project, id, secrets, options).catch(async (error: unknown) => {
    await closeWhenOpen(opening);
    throw error;
  });
  options.onStarted?.(begun.entry.run);
  if (begun.skipped === null) {
    try {
      return await perform(begun, secrets, { ...options, outliving }, engineOf(begun, id, opening));
    } finally {
      // what an inner run leaves behind the outermost waits for
      if (options.outliving === undefined) await outliving.ended(options.onStaying);
    }
  }
  await closeWhenOpen(opening);
  return skip(begun, begun.skipped);
}

/** The DuckDB that was opened for a run. After the run had to wait its id is another, and so is its folder on the disk. */
function engineOf({ request, entry }: BegunRun, id: string, opening: Promise<DuckDBInstance>): Promise<DuckDBInstance> {
  return entry.run === id ? opening : closeWhenOpen(opening).then(() => openEngine(request, entry.run));
}

async function perform(
  begun: BegunRun,
  secrets: Secrets,
  options: RunOptions & { readonly outliving: OutlivingRuns },
  opening: Promise<DuckDBInstance>,
): Promise<RunFinished> {
  const { request, entry, plan, pins, recorder } = begun;
  const { root } = plan.pipeline.project;
  const end = endOfRun(request, options.signal);
  const watcher = watchForCancel(root, entry, () => end.cancel());
  const housekeeping: Promise<unknown>[] = [];
  // beside the blocks; what fails of it is the next run's trouble, the outputs are in place
  const aside = (work: Promise<unknown>) => void housekeeping.push(work.catch(() => undefined));
  try {
    const { outliving, onDebugger } = options;
    const reading = (folders: readonly string[]) => pins.add(folders);
    const outer = { request, options, secrets, signal: end.signal, outliving, reading, run: runPipeline };
    const inner = innerRuns(outer);
    const context = await openContext(begun, end.signal, secrets, opening, blockRequests(inner, secrets), onDebugger);
    const { engine } = context;
    const ended = new AbortController();
    const later = setTimeout(LATER, undefined, { signal: ended.signal });
    aside(later.then(() => sweepKilledRuns(plan.pipeline)));
    aside(later.then(() => getReady(plan, engine)));
    try {
      await executePlan(begun, context, inner, aside);
    } finally {
      ended.abort(); // what has not begun yet is not needed any more
      if (request.origin === 'editor') aside(noteRetention(root, request.retention));
      aside(pruneRuns(root, request.pipeline, request.retention)); // what fails of it is tried again by the next run
      await Promise.all([engine.workers.close(), engine.python.close()]);
      // with files of its own on the disk it is closed, since an open file cannot be removed everywhere
      if (options.exiting !== true || existsSync(spillFolder(root, entry.run))) engine.database.closeSync();
    }
    return recorder.finish(end.status(), end.failure());
  } catch (error) {
    return recorder.finish(end.status(), end.status() === 'cancelled' ? undefined : error);
  } finally {
    end.dispose();
    watcher.dispose();
    recorder.close();
    await begun.leave();
    await Promise.all(housekeeping);
    await pins.unpin();
    await removeSpill(root, entry.run);
  }
}

/** Ends a run that has not begun anything. */
async function skip({ plan, recorder, pins }: BegunRun, reason: EiderError): Promise<RunFinished> {
  for (const block of toExecute(plan)) recorder.blockSkipped(block.uuid, 'cancelled');
  const finished = recorder.finish('cancelled', reason);
  recorder.close();
  await pins.unpin();
  return finished;
}

/** Closes the DuckDB of a run that does not begin. That it could not be opened does not matter then. */
async function closeWhenOpen(opening: Promise<DuckDBInstance>): Promise<void> {
  await opening.then((database) => database.closeSync()).catch(() => undefined);
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
  { request, plan, entry, startedAt }: BegunRun,
  signal: AbortSignal,
  secrets: Secrets,
  opening: Promise<DuckDBInstance>,
  requests: BlockRequests,
  onDebugger: RunOptions['onDebugger'],
): Promise<RunContext> {
  const { pipeline } = plan;
  const database = await opening;
  const workers = createWorkerPool(distFolder());
  try {
    const variables = runVariables(pipeline, request.variables, secrets);
    const { python: chosen, pythonSource, trigger } = request;
    const debug = debugOf(request, onDebugger);
    const python = createPythonPool(distFolder(), pipeline.project, chosen, pythonSource, debug);
    const engine = { database, workers, python, secrets, requests };
    const debugged = request.debug !== null;
    return { pipeline, run: entry.run, trigger, startedAt, signal, variables, engine, debugged };
  } catch (error) {
    database.closeSync();
    throw error;
  }
}

function debugOf({ debug }: RunRequest, onDebugger: RunOptions['onDebugger']): PoolDebug | null {
  if (debug?.language !== 'python') return null;
  return { ...debug, onListening: (port) => onDebugger?.(port) };
}

async function executePlan(
  { plan, request, settings, reused, recorder }: BegunRun,
  context: RunContext,
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
    context.debugged ? 1 : Number.POSITIVE_INFINITY, // one thing at a time stands still
  );
  const { allowFailures } = request;
  const own = createSlots(parallel);
  const { concurrency } = settings.queue;
  const services: BlockServices = {
    context,
    recorder,
    slots: concurrency === null ? own : bothSlots(own, machineSlots(concurrency)),
    parallel,
    retry: [settings.retry, pipeline.retry],
    stop,
    allowFailures,
    onFailure() {
      if (!allowFailures) failed.abort();
    },
    inner,
  };

  const isUsed = runsUnderWay();
  const runOne = async (block: Block): Promise<Ending> => {
    const log = openBlockLog(root, pipeline.uuid, context.run, block.uuid, engine.secrets.redact);
    const outcome = await runPlannedBlock(services, {
      block,
      // what never runs, such as a note, keeps its place among the arguments
      upstream: block.upstream.map((uuid) => values.get(uuid) ?? noOutputs(uuid)),
      log,
      unlessUpToDate: plan.blocks.some(({ uuid, action }) => uuid === block.uuid && action === 'check'),
      resumed: request.resume !== null,
    });
    if (outcome.value !== null) values.set(block.uuid, outcome.value);
    if (outcome.ending === 'completed')
      aside(pruneOutputs(root, pipeline.uuid, flatUuid(block.uuid), request.retention, isUsed));
    if (outcome.ending === 'failed') services.onFailure();
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

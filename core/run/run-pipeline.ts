import { setMaxListeners } from 'node:events';
import type { DuckDBInstance } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import os from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { bundleBlock } from '../blocks/typescript/bundle';
import { createWorkerPool } from '../blocks/typescript/worker-pool';
import { writeEditorTypes } from '../blocks/typescript/editor-types';
import { openDatabase } from '../data/session';
import { distFolder } from '../dist-folder';
import { projectAt } from '../project/find-project';
import { readPipeline } from '../project/read-pipeline';
import type { Block, PipelineReading, Project } from '../project/types';
import type { RunEvent, RunFinished, RunStarted } from '../protocol/run-events';
import type { RunRequest } from '../protocol/runner';
import { spillFolder } from '../store/paths';
import { prepareStore } from '../store/prepare';
import { identifyThisProcess } from '../store/process-identity';
import { watchForCancel } from './cancel';
import { pruneRuns, removeSpill, sweepKilledRuns } from './clean-up';
import { openBlockLog } from './block-log';
import { cancelledOutcome, executeBlock, type BlockOutcome, type RunContext } from './execute-block';
import { inputOf, readReusedInputs, type FingerprintedInput } from './inputs';
import { pinInputs } from './pins';
import { pruneOutputs } from './output-writer';
import { planRun, type Plan } from './plan';
import { openRecorder, type Recorder } from './recorder';
import { newRunId } from './run-id';
import { runSchedule, type Ending } from './schedule';

export interface RunOptions {
  /**
   * The pipeline, when the caller reads it himself; DuckDB is opened meanwhile. When it rejects, so does the run; it may do
   * so before the run listens, so the caller handles its rejection too.
   */
  readonly reading?: Promise<PipelineReading>;
  /** Aborting cancels the run; it then ends within a second, with its log complete. */
  readonly signal: AbortSignal;
  /** Called when the run's log exists. */
  readonly onStarted?: (run: string) => void;
  readonly onEvent?: (event: RunEvent) => void;
  /** The process exits after the run, which gives back its memory quicker than DuckDB would: it stays open. */
  readonly exiting?: boolean;
}

const KEPT_OUTPUTS = 5;
/** Runs of a pipeline whose logs are kept. */
const KEPT_RUNS = 200;
/** What can wait is begun when the first blocks are under way: it would hold them up in this thread. In milliseconds. */
const LATER = 25;
/** How long a cancelled block may take to let go before the run ends without it, in milliseconds. */
const CANCEL_DEADLINE = 700;

/**
 * Runs a pipeline, or a part of it, in this process and records it in the project's store. Rejects with an `EiderError`
 * when there is nothing to run (see `planRun` and `readReusedInputs` for the codes) or nowhere to record it
 * (`store_not_writable`); once the run has started, whatever
 * goes wrong is in its events and in the `run_finished` it resolves with.
 */
export async function runPipeline(request: RunRequest, options: RunOptions): Promise<RunFinished> {
  const project = projectAt(request.project);
  const startedAt = new Date();
  const run = newRunId(startedAt);
  const opening = openEngine(request, run); // while the files are read
  opening.catch(() => undefined); // awaited below, inside the run
  const { plan, reused, identity } = await prepare(request, project, options.reading).catch(async (error: unknown) => {
    await opening.then((database) => database.closeSync()).catch(() => undefined); // the first error is the one to tell
    throw error;
  });

  const cancelled = new AbortController();
  const signal = AbortSignal.any([options.signal, cancelled.signal]);
  setMaxListeners(0, signal); // every block and every query under way listens
  const first: RunStarted = {
    type: 'run_started',
    time: startedAt.toISOString(),
    version: 1,
    run,
    pipeline: request.pipeline,
    origin: request.origin,
    process: identity,
    blocks: [...plan.blocks],
  };
  const recorder = openRecorder(project.root, plan, first, options.onEvent);
  const watcher = watchForCancel(project.root, { pipeline: request.pipeline, run }, () => cancelled.abort());
  options.onStarted?.(run);
  const housekeeping: Promise<unknown>[] = [];
  // beside the blocks; what fails of it is the next run's trouble, the outputs are in place
  const aside = (work: Promise<unknown>) => void housekeeping.push(work.catch(() => undefined));
  const pins = await pinInputs(reused.values(), run);
  try {
    const context = await openContext(request, plan, run, startedAt, signal, opening);
    const later = setTimeout(LATER);
    aside(later.then(() => sweepKilledRuns(plan.pipeline)));
    aside(later.then(() => getReady(plan, context)));
    try {
      await executePlan(plan, context, request.limits.parallel, reused, recorder, aside);
    } finally {
      aside(pruneRuns(project.root, request.pipeline, KEPT_RUNS)); // what fails of it is tried again by the next run
      await context.engine.workers.close();
      // with files of its own on the disk it is closed, since an open file cannot be removed everywhere
      if (options.exiting !== true || existsSync(spillFolder(project.root, run))) context.engine.database.closeSync();
    }
    return recorder.finish(signal.aborted);
  } catch (error) {
    return recorder.finish(signal.aborted, error);
  } finally {
    watcher.dispose();
    recorder.close();
    await Promise.all(housekeeping);
    await pins.unpin();
    await removeSpill(project.root, run);
  }
}

/** What a run needs to know before it can be recorded; throws when there is nothing to run or nowhere to record it. */
async function prepare(request: RunRequest, project: Project, reading = readPipeline(project, request.pipeline)) {
  const plan = planRun(await reading, request);
  const [reused, identity] = await Promise.all([readReusedInputs(plan), identifyThisProcess()]);
  await prepareStore(project.root);
  return { plan, reused, identity };
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
  opening: Promise<DuckDBInstance>,
): Promise<RunContext> {
  const { pipeline } = plan;
  const workers = createWorkerPool(distFolder(), typescriptBlocks(plan).length);
  const database = await opening.catch(async (error: unknown) => {
    await workers.close();
    throw error;
  });
  return {
    pipeline,
    run,
    startedAt,
    signal,
    variables: { ...pipeline.variables, ...request.variables },
    engine: { database, workers },
  };
}

async function executePlan(
  plan: Plan,
  context: RunContext,
  parallel: number | null,
  reused: ReadonlyMap<string, FingerprintedInput>,
  recorder: Recorder,
  aside: (work: Promise<unknown>) => void,
): Promise<void> {
  const { pipeline } = plan;
  const { root } = pipeline.project;
  const ready = new Map(reused);

  const runOne = async (block: Block): Promise<Ending> => {
    const inputs = block.upstream.flatMap((uuid) => ready.get(uuid) ?? []);
    const log = openBlockLog(root, pipeline.uuid, context.run, block.uuid);
    recorder.blockStarted(block.uuid);
    const listener = recorder.blockListener(block.uuid);
    const outcome = await Promise.race([
      executeBlock(context, block, inputs, log, listener),
      afterAbort(context.signal, CANCEL_DEADLINE),
    ]);
    if (outcome.manifest !== null) {
      ready.set(block.uuid, inputOf(root, outcome.manifest));
      aside(pruneOutputs(root, pipeline.uuid, block.uuid, KEPT_OUTPUTS));
    }
    recorder.blockFinished(block.uuid, outcome);
    log.close();
    return outcome.ending;
  };
  await runSchedule(toExecute(plan), {
    parallel: parallel ?? os.availableParallelism(),
    signal: context.signal,
    run: runOne,
    skip: (block, reason) => recorder.blockSkipped(block.uuid, reason),
  });
}

/** The blocks that a plan runs, in its order. */
function toExecute({ pipeline, blocks }: Plan): Block[] {
  return blocks.flatMap(({ uuid, action }) =>
    pipeline.blocks.filter((block) => action === 'run' && block.uuid === uuid),
  );
}

function typescriptBlocks(plan: Plan): Block[] {
  return toExecute(plan).filter((block) => block.language === 'typescript');
}

/** Gets a thread and the bundles ready for TypeScript blocks while others run, and the project's editor types. */
async function getReady(plan: Plan, { engine }: RunContext): Promise<void> {
  const { root } = plan.pipeline.project;
  const blocks = typescriptBlocks(plan);
  if (blocks.length === 0) return;
  engine.workers.startAhead();
  // one that cannot be compiled fails at its turn, not here
  const bundles = blocks.map((block) => bundleBlock(root, block.file ?? '').catch(() => undefined));
  await Promise.all([writeEditorTypes(root), ...bundles]);
}

/** Resolves as cancelled some time after the signal was aborted, for work that does not let go by itself. */
function afterAbort(signal: AbortSignal, milliseconds: number): Promise<BlockOutcome> {
  return new Promise((resolve) => {
    const onAbort = () =>
      globalThis.setTimeout(() => resolve(cancelledOutcome(milliseconds / 1000)), milliseconds).unref();
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

import path from 'node:path';
import { EiderError } from '../errors';
import { readProjectSettings, type ProjectSettings } from '../project/project-settings';
import { readPipeline } from '../project/read-pipeline';
import { isFile } from '../project/files';
import type { Pipeline, PipelineReading, Project } from '../project/types';
import type { GivenToRun, RunProcess, RunResumed, RunStarted } from '../protocol/run-events';
import type { RunState } from '../protocol/run-state';
import type { RunRequest } from '../protocol/runner';
import { learnEnvironment, variableSoundsSecret, type Secrets } from '../secrets';
import { withLock } from '../store/lock';
import { readBlockOutputs } from '../store/outputs';
import { flatUuid } from '../store/paths';
import { prepareStore } from '../store/prepare';
import { identifyThisProcess } from '../store/process-identity';
import { readRun, type RunEntry } from '../store/runs';
import { admit, type Admission } from './admission';
import { forgetCancel } from './cancel';
import { readReusedInputs, type ReusedInput } from './inputs';
import { pinsOfRun, type Pins } from './pins';
import { planRest, planRun, type Plan } from './plan';
import { openRecorder, type Recorder } from './recorder';
import { newRunId } from './run-id';
import type { RunOptions } from './run-options';

/** A run whose log exists. */
export interface BegunRun {
  /** What was asked for; of a run that goes on, with what it had been given. */
  readonly request: RunRequest;
  readonly entry: RunEntry;
  /** When the run began at first. */
  readonly startedAt: Date;
  readonly plan: Plan;
  readonly settings: ProjectSettings;
  /** Stored outputs that it reads; they stay until they are unpinned. */
  readonly reused: ReadonlyMap<string, ReusedInput>;
  readonly pins: Pins;
  readonly recorder: Recorder;
  /** Why it ends before it has begun anything, with its log as the only trace; else null. */
  readonly skipped: EiderError | null;
  /** Lets other runs of the pipeline in. */
  leave(): Promise<void>;
}

/**
 * Plans a run, waits until the limits of its pipeline allow it, and begins its log; what it will read is looked up after the
 * waiting. `run` is its id unless it has to wait: newer runs have higher ids. Rejects as `runPipeline` does.
 */
export async function beginRun(
  asked: RunRequest,
  project: Project,
  run: string,
  secrets: Secrets,
  options: RunOptions,
): Promise<BegunRun> {
  const settings = readSettings(project); // while the others are read
  settings.catch(() => undefined); // awaited below
  const reading = await (options.reading ?? readPipeline(project, asked.pipeline));
  const first = await planOf(reading, asked);
  const reused = await readReusedInputs(first.plan, asked.resume); // refuses before it waits, and before it leaves any trace
  await prepareStore(project.root);
  const admission = await admit(first.plan.pipeline, first.request, run, {
    signal: options.whileWaiting ?? options.signal,
    mustWait: options.within !== undefined,
    onWaiting: options.onWaiting,
  });
  try {
    if (admission.skipped !== null && asked.resume !== null) throw admission.skipped;
    const found: Found = admission.waited
      ? await lookAgain(asked, project)
      : { ...first, reused, settings: await settings };
    return await record(found, project, run, admission, secrets, options);
  } catch (error) {
    await admission.leave();
    throw error;
  }
}

interface Planned {
  readonly request: RunRequest;
  readonly plan: Plan;
  /** The state of the run to go on with. */
  readonly resumed: RunState | null;
}

/** What the files say at the moment when a run begins. */
interface Found extends Planned {
  readonly reused: ReadonlyMap<string, ReusedInput>;
  readonly settings: ProjectSettings;
}

async function lookAgain(asked: RunRequest, project: Project): Promise<Found> {
  const planned = await planOf(await readPipeline(project, asked.pipeline), asked);
  const [reused, settings] = await Promise.all([readReusedInputs(planned.plan, asked.resume), readSettings(project)]);
  return { ...planned, reused, settings };
}

async function planOf(reading: PipelineReading, request: RunRequest): Promise<Planned> {
  const { pipeline } = reading;
  // of a pipeline that cannot be read the planner says why
  if (request.resume === null || pipeline === null) return { request, plan: planRun(reading, request), resumed: null };
  const entry = { pipeline: pipeline.uuid, run: request.resume };
  const resumed = await readRun(pipeline.project.root, entry);
  if (resumed === null) {
    throw new EiderError({
      code: 'run_unknown',
      message: `Pipeline ${reading.uuid} has no run ${request.resume}.`,
      remedy: `See those it has with: eider runs ${reading.uuid}.`,
    });
  }
  if (resumed.status === 'running') throw runGoesOn(entry);
  return { request: goingOn(request, resumed), plan: planRest(reading, await withoutLost(pipeline, resumed)), resumed };
}

/** The state of a run in which blocks whose outputs were cleaned away since have not completed: they run again. */
async function withoutLost({ project, uuid }: Pipeline, state: RunState): Promise<RunState> {
  const blocks = state.blocks.map(async (block) => {
    if (block.status !== 'completed' || block.plan.type === 'global_data_product') return block;
    const own = await readBlockOutputs(project.root, uuid, block.plan.uuid, state.run);
    return own === null ? { ...block, status: 'pending' as const } : block;
  });
  return { ...state, blocks: await Promise.all(blocks) };
}

/** The request to go on with a run: what it had been given holds, unless it is given anew. */
function goingOn(request: RunRequest, { run, given, trigger }: RunState): RunRequest {
  if (given === null) return { ...request, trigger };
  const missing = given.withheld.filter((name) => !Object.hasOwn(request.variables, name));
  if (missing.length > 0) {
    throw new EiderError({
      code: 'variable_withheld',
      message: `Run ${run} was given ${missing.join(', ')} with a secret in it, which is not kept.`,
      remedy: `Give it again: --var ${missing[0] ?? ''}=….`,
    });
  }
  return {
    ...request,
    trigger,
    variables: { ...given.variables, ...request.variables },
    allowFailures: request.allowFailures || given.allowFailures,
    timeout: request.timeout ?? given.timeout,
    timeoutStatus: request.timeout === null ? given.timeoutStatus : request.timeoutStatus,
  };
}

async function record(
  { request, plan, resumed, reused: first, settings }: Found,
  project: Project,
  id: string,
  admission: Admission,
  secrets: Secrets,
  { signal, onEvent }: RunOptions,
): Promise<BegunRun> {
  const now = new Date();
  const run = request.resume ?? (admission.waited ? newRunId(now) : id);
  if (run !== id) await admission.rename(run);
  const entry: RunEntry = { pipeline: request.pipeline, run };
  const pins = pinsOfRun(project.root, entry);
  try {
    const [reused, identity] = await Promise.all([pinWhatIsRead(first, plan, request, pins), identifyThisProcess()]);
    const begin = (event: RunStarted | RunResumed) => openRecorder(project.root, plan, entry, event, secrets, onEvent);
    const recorder =
      resumed === null
        ? begin(startOf(request, plan, run, now, identity, secrets))
        : await withLock(project.root, `resume-${flatUuid(run)}`, signal, async () => {
            const latest = await readRun(project.root, entry);
            // somebody was quicker
            if (latest?.status === 'running' || latest?.finishedAt !== resumed.finishedAt) throw runGoesOn(entry);
            await forgetCancel(project.root, entry);
            return begin(restOf(request, plan, now, identity, secrets));
          });
    return {
      request,
      entry,
      startedAt: resumed === null ? now : new Date(resumed.startedAt),
      plan,
      settings,
      reused,
      pins,
      recorder,
      skipped: admission.skipped,
      leave: () => admission.leave(),
    };
  } catch (error) {
    await pins.unpin();
    throw error;
  }
}

/** Marks the stored outputs that a run reads; those that another run removed before are looked up again. */
async function pinWhatIsRead(
  first: ReadonlyMap<string, ReusedInput>,
  plan: Plan,
  { resume }: RunRequest,
  pins: Pins,
): Promise<ReadonlyMap<string, ReusedInput>> {
  for (let reused = first; ; reused = await readReusedInputs(plan, resume)) {
    const folders = [...reused.values()].flatMap((input) => input.folders);
    await pins.add(folders);
    const there = await Promise.all(folders.map((folder) => isFile(path.join(folder, 'manifest.json'))));
    if (there.every((is) => is)) return reused;
  }
}

async function readSettings(project: Project): Promise<ProjectSettings> {
  const settings = await readProjectSettings(project);
  const [wrong] = settings.problems;
  if (wrong !== undefined) throw new EiderError(wrong);
  return settings;
}

function startOf(
  request: RunRequest,
  plan: Plan,
  run: string,
  now: Date,
  identity: RunProcess,
  secrets: Secrets,
): RunStarted {
  return {
    type: 'run_started',
    time: now.toISOString(),
    version: 1,
    run,
    pipeline: request.pipeline,
    origin: request.origin,
    ...(request.trigger === null ? {} : { trigger: request.trigger }),
    given: givenBy(request, secrets),
    process: identity,
    blocks: [...plan.blocks],
  };
}

/** What a later try of the run needs of its request. A variable with a secret in it, or named like one, is not written anywhere. */
function givenBy({ variables, allowFailures, timeout, timeoutStatus }: RunRequest, secrets: Secrets): GivenToRun {
  learnEnvironment(secrets); // the blocks, which ask for them by name, come later
  const isOpen = (name: string, value: unknown) => {
    const text = JSON.stringify(value ?? null);
    return !variableSoundsSecret(name) && secrets.redact(text) === text;
  };
  const names = Object.keys(variables);
  return {
    variables: Object.fromEntries(Object.entries(variables).filter(([name, value]) => isOpen(name, value))),
    withheld: names.filter((name) => !isOpen(name, variables[name])),
    allowFailures,
    timeout,
    timeoutStatus,
  };
}

function restOf(request: RunRequest, plan: Plan, now: Date, identity: RunProcess, secrets: Secrets): RunResumed {
  const blocks = plan.blocks.filter((block) => block.action !== 'reuse').map((block) => block.uuid);
  const given = givenBy(request, secrets);
  return { type: 'run_resumed', time: now.toISOString(), given, process: identity, blocks };
}

function runGoesOn({ pipeline, run }: RunEntry): EiderError {
  return new EiderError({
    code: 'run_running',
    message: `Run ${run} of ${pipeline} goes on already.`,
    remedy: 'Wait for its end, or cancel it first.',
  });
}

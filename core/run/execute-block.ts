import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { BlockEngine, BlockResult, BlockTask, DraftOutput, TestOutcome, Wanted } from '../blocks/contract';
import { EiderError, isAbort, toFailure } from '../errors';
import type { Block, Pipeline } from '../project/types';
import type { Manifest, Usage } from '../protocol/outputs';
import type { Failure } from '../protocol/problem';
import type { Child } from '../protocol/run-events';
import type { Secrets } from '../secrets';
import { blockRunFolder, childFolder, scratchFolder } from '../store/paths';
import { renderConfiguration } from './block-configuration';
import type { BlockLog } from './block-log';
import type { Arguments } from './dynamic';
import { basisOf, bothNames } from './fingerprint';
import { createOutputFolder, type OutputFolder } from './output-writer';
import { languageOf } from './runners';
import type { Place } from './slots';
import { systemVariables, type RunVariables } from './variables';

/** The run a block is part of. */
export interface RunContext {
  readonly pipeline: Pipeline;
  readonly run: string;
  readonly trigger: string | null;
  readonly startedAt: Date;
  /** Pipeline variables with the trigger's and the run's own over them. */
  readonly variables: RunVariables;
  readonly engine: BlockEngine;
  /** Whether a debugger is attached: a block that stands still in it has no time limit, and is not tried again. */
  readonly debugged: boolean;
  /** Aborted when the run is cancelled or its time is up: whatever is under way ends. */
  readonly signal: AbortSignal;
}

/** What is told while a block runs. */
export interface BlockListener {
  progress(fraction: number): void;
  used(usage: Usage): void;
  testFinished(outcome: TestOutcome): void;
}

/** A block on its arguments: as a whole, or for one item of the dynamic blocks above it. */
export interface BlockWork extends Arguments {
  readonly block: Block;
  readonly child: Child | null;
  /** SHA-256 over its conditions and checks. */
  readonly attachedSource: Promise<string>;
  /** Over those of the run. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly log: BlockLog;
  readonly listener: BlockListener;
  /** The place that it holds. */
  readonly place: Place;
  /** Aborted with the run, or when the block's own time is up. */
  readonly signal: AbortSignal;
}

/** How one try of a block ended. */
export type Attempt =
  | { readonly ending: 'completed'; readonly manifest: Manifest; readonly folder: string }
  | { readonly ending: 'failed'; readonly failure: Failure }
  /** A sensor whose answer was no. */
  | { readonly ending: 'waiting' }
  | { readonly ending: 'cancelled' };

/** Called with the outputs of a block before they are in place: what it throws fails the block. */
export type CheckOutputs = (folder: string, outputs: readonly DraftOutput[]) => Promise<CheckBasis>;

/** What checks depend on besides the outputs; as of a block, see `BlockResult`. */
export interface CheckBasis {
  readonly variablesRead: readonly string[] | null;
  readonly asked: boolean;
}

/** Runs a block once and publishes its outputs, of a sensor that it has none. Never rejects: a failure or a cancellation is the result. */
export async function executeBlock(context: RunContext, work: BlockWork, check: CheckOutputs): Promise<Attempt> {
  const { pipeline, run } = context;
  const { block, child, signal } = work;
  const started = performance.now();
  const root = pipeline.project.root;
  const whole = blockRunFolder(root, pipeline.uuid, block.uuid, run);
  const final = child === null ? whole : childFolder(whole, child.index);
  try {
    const folder = await createOutputFolder(final);
    try {
      const wanted = { kind: block.type === 'sensor' ? 'answer' : 'outputs' } as const;
      const taken: { usage?: Usage } = {};
      const result = await runTask(
        context,
        withUsage(work, (usage) => (taken.usage = usage)),
        wanted,
        folder,
      );
      if (!result.answer) {
        await folder.discard();
        return { ending: 'waiting' };
      }
      const checked = await check(folder.temporary, result.outputs);
      signal.throwIfAborted();
      const manifest = await folder.publish(result, {
        pipeline: pipeline.uuid,
        block: block.uuid,
        run,
        finishedAt: new Date().toISOString(),
        seconds: (performance.now() - started) / 1000,
        ...taken,
        basis: basisOf({
          block,
          sourceHash: result.sourceHash,
          variables: { ...variablesToCompare(context, block.uuid), ...work.variables },
          variablesRead: bothNames(result.variablesRead, checked.variablesRead),
          inputs: work.contents,
          attached: await work.attachedSource,
          asked: result.asked === true || checked.asked,
        }),
      });
      return { ending: 'completed', manifest, folder: final };
    } catch (error) {
      await folder.discard();
      throw error;
    }
  } catch (error) {
    if (isAbort(error) || signal.aborted) return { ending: 'cancelled' };
    return { ending: 'failed', failure: failureOf(error, block) };
  }
}

/** Runs a block for its answer or its effect: a sensor, a condition, a callback, a check. Rejects as a `BlockRunner` does. */
export async function askBlock(context: RunContext, work: BlockWork, wanted: Wanted): Promise<BlockResult> {
  const scratch = path.join(scratchFolder(context.pipeline.project.root, context.run), randomUUID());
  const folder = await createOutputFolder(scratch);
  try {
    return await runTask(context, work, wanted, folder);
  } finally {
    await folder.discard();
  }
}

/** The variables that a block may read, as they are compared with those of an earlier run. */
export function variablesToCompare(context: RunContext, block: string): Readonly<Record<string, unknown>> {
  const { variables, pipeline, run, startedAt } = context;
  return { ...variables.comparable, ...systemVariables(pipeline.uuid, block, run, startedAt) };
}

/** What went wrong in a block, with its file at least. */
export function failureOf(error: unknown, block: Block): Failure {
  return withPlace(toFailure(error, 'block_failed'), block);
}

/** The same work, with somebody else told too what it takes of the machine. */
function withUsage(work: BlockWork, tell: (usage: Usage) => void): BlockWork {
  const used = (usage: Usage) => {
    tell(usage);
    work.listener.used(usage);
  };
  return { ...work, listener: { ...work.listener, used } };
}

async function runTask(
  context: RunContext,
  work: BlockWork,
  wanted: Wanted,
  folder: OutputFolder,
): Promise<BlockResult> {
  const { pipeline, run, trigger, engine } = context;
  const { block, child, log, listener } = work;
  const variables = {
    ...context.variables.values,
    ...systemVariables(pipeline.uuid, block.uuid, run, context.startedAt),
    ...work.variables,
  };
  const configuration = await renderConfiguration(block, { ...engine, ...work, file: pipeline.file, variables });
  const task: BlockTask = {
    project: pipeline.project,
    pipeline: pipeline.uuid,
    run,
    trigger,
    block: { ...block, configuration },
    child,
    wanted,
    file: block.file ?? '',
    inputs: work.inputs,
    variables,
    folder: folder.temporary,
    signal: work.signal,
    log: (text) => log.write(text),
    progress: (fraction) => listener.progress(fraction),
    used: (usage) => listener.used(usage),
    testFinished: (outcome) => listener.testFinished(outcome),
    outputWritten: (output) => folder.written(output),
    idle: (waiting) => work.place.leave(work.signal, waiting),
  };
  const result = await languageOf(block).run(task, engine);
  return { ...result, outputs: result.outputs.map((output) => withoutSecrets(output, engine.secrets)) };
}

/** Names stand in manifests and events, and what a note says for people in manifests. */
function withoutSecrets(output: DraftOutput, { redact }: Secrets): DraftOutput {
  const { note } = output;
  const name = redact(output.name);
  if (!Array.isArray(note?.['outline'])) return { ...output, name };
  const outline = note['outline'].map((line: unknown) => (typeof line === 'string' ? redact(line) : line));
  return { ...output, name, note: { ...note, outline } };
}

function withPlace(failure: Failure, block: Block): Failure {
  const remedy = /ENOSPC|No space left/i.test(`${failure.message} ${failure.detail ?? ''}`)
    ? { remedy: 'The disk is full: free some space and run the block again. Earlier outputs are untouched.' }
    : {};
  const place = failure.file === undefined && block.file !== null ? { file: block.file, line: 1, column: 1 } : {};
  return { ...failure, ...remedy, ...place };
}

/** The failure of a block that took longer than it may. */
export function timedOut(block: Block, seconds: number): EiderError {
  return new EiderError({
    code: 'block_timeout',
    message: `Block ${block.uuid} took longer than its ${seconds} seconds and was stopped.`,
    remedy: 'Raise its timeout in the pipeline, or let it do less at once.',
    ...(block.file === null ? {} : { file: block.file, line: 1, column: 1 }),
  });
}

export function failureText(failure: Failure): string {
  const place =
    failure.line === undefined ? (failure.file ?? '') : `${failure.file ?? ''}:${failure.line}:${failure.column ?? 1}`;
  const lines = [
    `ERROR ${failure.message}`,
    place,
    failure.remedy,
    failure.expected === undefined ? undefined : `expected ${failure.expected}`,
    failure.actual === undefined ? undefined : `actual   ${failure.actual}`,
    failure.detail,
  ];
  return lines.filter((line) => line !== undefined && line !== '').join('\n');
}

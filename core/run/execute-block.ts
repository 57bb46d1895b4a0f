import type { BlockEngine, BlockInput, TestOutcome } from '../blocks/contract';
import { isAbort, toFailure } from '../errors';
import type { Block, Pipeline } from '../project/types';
import type { Manifest, OutputInfo } from '../protocol/outputs';
import type { Failure } from '../protocol/problem';
import { fingerprint } from './fingerprint';
import type { BlockLog } from './block-log';
import { createOutputFolder } from './output-writer';
import type { Ending } from './schedule';
import { runnerOf } from './runners';
import { systemVariables } from './variables';

/** The run a block is part of. */
export interface RunContext {
  readonly pipeline: Pipeline;
  readonly run: string;
  readonly startedAt: Date;
  /** Pipeline variables with the run's own over them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly engine: BlockEngine;
  readonly signal: AbortSignal;
}

/** What is told while a block runs. */
export interface BlockListener {
  progress(fraction: number): void;
  testFinished(outcome: TestOutcome): void;
}

export interface BlockOutcome {
  readonly ending: Ending;
  readonly seconds: number;
  readonly outputs: readonly OutputInfo[];
  /** Present when it completed. */
  readonly manifest: Manifest | null;
  readonly failure: Failure | null;
}

/** The outcome of a block that was stopped. */
export function cancelledOutcome(seconds: number): BlockOutcome {
  return { ending: 'cancelled', seconds, outputs: [], manifest: null, failure: null };
}

/** Runs one block and publishes its outputs. Never rejects: a failure or a cancellation is the outcome. */
export async function executeBlock(
  context: RunContext,
  block: Block,
  inputs: readonly (BlockInput & { readonly fingerprint: string })[],
  log: BlockLog,
  listener: BlockListener,
): Promise<BlockOutcome> {
  const { pipeline, run, signal } = context;
  const root = pipeline.project.root;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const folder = await createOutputFolder(root, pipeline.uuid, block.uuid, run);
    try {
      const result = await runnerOf(block)(
        {
          project: pipeline.project,
          pipeline: pipeline.uuid,
          run,
          block,
          file: block.file ?? '',
          inputs,
          variables: { ...context.variables, ...systemVariables(pipeline.uuid, block.uuid, run, context.startedAt) },
          folder: folder.temporary,
          signal,
          log: (text) => log.write(text),
          progress: (fraction) => listener.progress(fraction),
          testFinished: (outcome) => listener.testFinished(outcome),
          outputWritten: (output) => folder.written(output),
        },
        context.engine,
      );
      signal.throwIfAborted();
      const manifest = await folder.publish(result, {
        pipeline: pipeline.uuid,
        block: block.uuid,
        run,
        finishedAt: new Date().toISOString(),
        seconds: seconds(),
        fingerprint: fingerprint({
          block,
          sourceHash: result.sourceHash,
          variables: context.variables,
          inputs: inputs.map((input) => input.fingerprint),
        }),
      });
      return {
        ending: 'completed',
        seconds: seconds(),
        outputs: manifest.outputs.map(outputInfo),
        manifest,
        failure: null,
      };
    } catch (error) {
      await folder.discard();
      throw error;
    }
  } catch (error) {
    if (isAbort(error) || signal.aborted) return cancelledOutcome(seconds());
    const failure = withPlace(toFailure(error, 'block_failed'), block);
    log.note(`${failureText(failure)}\n`);
    return { ending: 'failed', seconds: seconds(), outputs: [], manifest: null, failure };
  }
}

function outputInfo({ index, name, kind, file, rows, columns, bytes }: OutputInfo): OutputInfo {
  return { index, name, kind, file, rows, columns, bytes };
}

function withPlace(failure: Failure, block: Block): Failure {
  if (failure.file !== undefined || block.file === null) return failure;
  const remedy = /ENOSPC|No space left/i.test(`${failure.message} ${failure.detail ?? ''}`)
    ? { remedy: 'The disk is full: free some space and run the block again. Earlier outputs are untouched.' }
    : {};
  return { ...failure, ...remedy, file: block.file };
}

function failureText(failure: Failure): string {
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

import { selectBlocks } from '../graph/select';
import { topologicalOrder } from '../graph/order';
import { EiderError } from '../errors';
import { whyBlockDoesNotRun, whyPipelineDoesNotRun } from '../project/not-runnable';
import type { Block, Pipeline, PipelineReading } from '../project/types';
import type { Problem } from '../protocol/problem';
import type { PlannedBlock } from '../protocol/run-events';
import type { RunState } from '../protocol/run-state';
import type { RunRequest } from '../protocol/runner';
import { attachedTo } from './attached-blocks';
import { isRunnable, runsInPipeline } from './runners';

/** What a run will do: the blocks to execute and the ones whose stored outputs are read, in an order that respects the graph. */
export interface Plan {
  readonly pipeline: Pipeline;
  readonly blocks: readonly PlannedBlock[];
}

/**
 * Turns a request into a plan. Throws an `EiderError`: `pipeline_missing` or `pipeline_broken` when the files cannot be
 * used, `block_unknown` for a selection that is not in the pipeline, `block_not_runnable` for a type or language that this
 * version does not execute.
 */
export function planRun(reading: PipelineReading, request: Pick<RunRequest, 'selection' | 'changed'>): Plan {
  const pipeline = usablePipeline(reading);
  const selected = selection(pipeline, request.selection);
  refuseBroken(reading);
  return planFor(reading, pipeline, selected, request.changed ? 'check' : 'run');
}

/**
 * The plan for going on with a run that has ended: of the blocks it was to run those that have not completed. Throws what
 * `planRun` throws, `run_complete` for a run that has completed, and `block_gone`.
 */
export function planRest(reading: PipelineReading, state: RunState): Plan {
  const pipeline = usablePipeline(reading);
  refuseBroken(reading);
  const left = new Set(
    state.blocks.filter(({ status }) => status !== 'completed' && status !== 'reused').map(({ plan }) => plan.uuid),
  );
  const selected = pipeline.blocks.filter((block) => left.has(block.uuid) && runsInPipeline(block));
  const gone = [...left].filter((uuid) => !selected.some((block) => block.uuid === uuid));
  if (gone.length > 0) {
    throw new EiderError({
      code: 'block_gone',
      message: `Run ${state.run} has not completed ${gone.join(', ')}, which pipeline ${pipeline.uuid} does not have any more.`,
      remedy: `Run the pipeline anew: eider run ${pipeline.uuid}.`,
      file: pipeline.file,
    });
  }
  // one that was interrupted behind its last block has only its end to come
  if (selected.length === 0 && state.status === 'completed') {
    throw new EiderError({
      code: 'run_complete',
      message: `All blocks of run ${state.run} have completed; there is nothing to try again.`,
      remedy: `Run the pipeline anew: eider run ${state.pipeline}.`,
    });
  }
  return planFor(reading, pipeline, selected, 'run');
}

function planFor(
  reading: PipelineReading,
  pipeline: Pipeline,
  selected: readonly Block[],
  action: 'run' | 'check',
): Plan {
  const chosen = new Set(selected.map((block) => block.uuid));
  for (const block of selected) {
    refuseUnlessRunnable(block, reading);
    const { conditions, callbacks, checks } = attachedTo(pipeline, block.uuid);
    for (const attached of [...conditions, ...callbacks, ...checks]) refuseUnlessRunnable(attached, reading);
  }
  const needed = pipeline.blocks.filter(
    (block) =>
      chosen.has(block.uuid) ||
      (runsInPipeline(block) && selected.some((other) => other.upstream.includes(block.uuid))),
  );
  return {
    pipeline,
    blocks: topologicalOrder(needed).map((block) => ({
      uuid: block.uuid,
      name: block.name,
      type: block.type,
      language: block.language,
      upstream: [...block.upstream],
      action: chosen.has(block.uuid) ? action : 'reuse',
      ...(block.dynamic.dynamic ? { dynamic: true } : {}),
    })),
  };
}

function usablePipeline(reading: PipelineReading): Pipeline {
  if (reading.pipeline === null) throw brokenPipeline(reading, reading.problems);
  const why = whyPipelineDoesNotRun(reading.pipeline);
  if (why !== null) throw new EiderError({ ...why, severity: 'error' });
  return reading.pipeline;
}

function refuseBroken(reading: PipelineReading): void {
  const inTheWay = reading.problems.filter(
    (problem) => problem.severity === 'error' && problem.code !== 'block_file_missing',
  );
  if (inTheWay.length > 0) throw brokenPipeline(reading, inTheWay);
}

function selection(pipeline: Pipeline, wanted: RunRequest['selection']): readonly Block[] {
  const runnable = (blocks: readonly Block[]) => blocks.filter(runsInPipeline);
  if (wanted === null) return runnable(pipeline.blocks);
  const block = pipeline.blocks.find((candidate) => candidate.uuid === wanted.block);
  if (block === undefined) {
    throw new EiderError({
      code: 'block_unknown',
      message: `Pipeline ${pipeline.uuid} has no block ${wanted.block}.`,
      remedy: `Its blocks are ${pipeline.blocks.map((candidate) => candidate.uuid).join(', ') || 'none yet'}.`,
      file: pipeline.file,
    });
  }
  if (!runsInPipeline(block)) {
    throw new EiderError({
      code: 'block_not_runnable',
      message: `Block ${block.uuid} is a ${block.type}, which is never executed.`,
      remedy: 'Choose a block that loads, transforms or exports.',
      file: pipeline.file,
      ...block.position,
    });
  }
  return runnable(selectBlocks(pipeline.blocks, wanted));
}

function refuseUnlessRunnable(block: Block, reading: PipelineReading): void {
  const why = whyBlockDoesNotRun(block, reading.file);
  if (why !== null) throw new EiderError({ ...why, severity: 'error' });
  if (!isRunnable(block)) {
    throw new EiderError({
      code: 'block_not_runnable',
      message: `Block ${block.uuid} is a ${block.type} in ${block.language}, which this version of Eider does not execute.`,
      remedy: 'Blocks in Python, SQL and TypeScript run; select those with --block, or rewrite this one.',
      file: reading.file,
      ...block.position,
    });
  }
  if (block.fileExists || block.type === 'global_data_product') return;
  throw new EiderError({
    code: 'block_file_missing',
    message: `The file of block ${block.uuid} is missing: ${block.file ?? 'none is named'}.`,
    remedy: 'Create it, correct configuration.file_path, or delete the block from the pipeline.',
    file: reading.file,
    ...block.position,
  });
}

function brokenPipeline(reading: PipelineReading, problems: readonly Problem[]): EiderError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more problems: run eider validate)` : '';
  return new EiderError({
    ...first,
    code: first?.code === 'pipeline_missing' ? 'pipeline_missing' : 'pipeline_broken',
    message: `Pipeline ${reading.uuid} cannot run: ${first?.message ?? 'its file cannot be read.'}${more}`,
  });
}

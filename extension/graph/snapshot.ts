import type { PipelineReading } from '../../core/project/types';
import type { GraphLayout, GraphLayoutQuery } from '../../core/protocol/data';
import type { BlockFreshness } from '../../core/protocol/freshness';
import type { Problem } from '../../core/protocol/problem';
import type { RunState } from '../../core/protocol/run-state';
import { graphNodeSize, type GraphNode, type GraphSnapshot } from '../../core/protocol/webview';
import { freshnessWords } from '../freshness/words';
import { newestBlockStates, outputRows } from '../runs/block-states';

export interface GraphInput {
  readonly project: string;
  readonly reading: PipelineReading;
  readonly layout: GraphLayout;
  /** Of this pipeline, newest first. */
  readonly runs: readonly RunState[];
  /** By block; null when nothing is known. */
  readonly freshness: ReadonlyMap<string, BlockFreshness> | null;
  readonly trusted: boolean;
  readonly selected: string | null;
  readonly ticket: number;
  /** Problems found outside the pipeline's file. */
  readonly problems: readonly Problem[];
}

/** What the layout of a pipeline's drawing depends on. */
export function layoutQuery(reading: PipelineReading): GraphLayoutQuery {
  const blocks = blocksOf(reading);
  return {
    nodes: blocks.map((block) => ({ id: block.uuid, ...graphNodeSize })),
    edges: edgesOf(reading),
  };
}

/** One whole picture of a pipeline and of what its newest runs say. */
export function graphSnapshot(input: GraphInput, now = new Date()): GraphSnapshot {
  const { project, reading, layout, runs, freshness, trusted, selected, ticket } = input;
  const states = newestBlockStates(runs);
  const places = new Map(layout.positions.map((place) => [place.id, place]));
  const nodes = blocksOf(reading).map((block): GraphNode => {
    const state = states.get(block.uuid)?.state ?? null;
    const place = places.get(block.uuid);
    return {
      uuid: block.uuid,
      name: block.name,
      type: block.type,
      language: block.language,
      color: block.color,
      x: place?.x ?? 0,
      y: place?.y ?? 0,
      ...graphNodeSize,
      status: state?.status ?? null,
      startedAt: state?.startedAt ?? null,
      seconds: state?.seconds ?? null,
      rows: outputRows(state?.outputs ?? []),
      children: state?.children ?? null,
      failure: state?.failure ?? null,
      freshness: freshnessWords(block.type, state?.status ?? null, freshness?.get(block.uuid), now),
      problems: reading.problems.filter((problem) => problemBlock(reading, problem) === block.uuid),
    };
  });
  return {
    view: 'graph',
    project,
    pipeline: reading.uuid,
    title: reading.pipeline?.name ?? reading.uuid,
    trusted,
    runStatus: runs[0]?.status ?? null,
    nodes,
    edges: edgesOf(reading),
    selected: nodes.some((node) => node.uuid === selected) ? selected : null,
    ticket,
    problems: [...input.problems, ...reading.problems.filter((problem) => problemBlock(reading, problem) === null)],
  };
}

/** Drawn are the blocks that take part in the flow of data; callbacks and conditionals hang on them. */
function blocksOf(reading: PipelineReading) {
  return reading.pipeline?.blocks ?? [];
}

function edgesOf(reading: PipelineReading) {
  const drawn = new Set(blocksOf(reading).map((block) => block.uuid));
  return blocksOf(reading).flatMap((block) =>
    block.upstream.filter((from) => drawn.has(from)).map((from) => ({ from, to: block.uuid })),
  );
}

/**
 * The block whose entry a problem stands in, or whose file it is in: the last entry that begins at or above the problem's
 * line. Null for a problem of the pipeline as a whole.
 */
function problemBlock(reading: PipelineReading, problem: Problem): string | null {
  const { pipeline } = reading;
  if (pipeline === null || problem.file === undefined || problem.code === 'pipeline_not_runnable') return null;
  const { file, line } = problem;
  if (file !== reading.file) return pipeline.blocks.find((block) => block.file === file)?.uuid ?? null;
  if (line === undefined) return null;
  const entries = [...pipeline.blocks, ...pipeline.callbacks, ...pipeline.conditionals, ...pipeline.charts];
  const above = entries.filter((block) => block.position.line <= line);
  const owner = above.reduce<(typeof above)[number] | null>(
    (best, next) => (best !== null && best.position.line >= next.position.line ? best : next),
    null,
  );
  return owner !== null && pipeline.blocks.includes(owner) ? owner.uuid : null;
}

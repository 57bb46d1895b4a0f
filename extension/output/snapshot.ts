import type { Block, Pipeline } from '../../core/project/types';
import type { Manifest } from '../../core/protocol/outputs';
import type { BlockState, RunState } from '../../core/protocol/run-state';
import type { BlockName, OutputChildren, OutputRetry, OutputSubject } from '../../core/protocol/webview';
import { newestBlockStates } from '../runs/block-states';
import type { BlockRef } from '../target';
import { causeOf, itemsOf } from './cause';

interface OutputInput {
  readonly ref: BlockRef;
  /** Null when its file cannot be read; stored outputs are shown all the same. */
  readonly pipeline: Pipeline | null;
  /** Runs of the pipeline, newest first. */
  readonly runs: readonly RunState[];
  /** The newest whole outputs of the block; null when it has never completed. */
  readonly manifest: Manifest | null;
  /** Whether the scripts in what a chart gives may run. */
  readonly allowsScripts: (chart: string) => boolean;
}

/** What the output view shows of a block. */
export function outputSubject({ ref, pipeline, runs, manifest, allowsScripts }: OutputInput): OutputSubject {
  const entry = entriesOf(pipeline).find((block) => block.uuid === ref.block);
  const newest = newestBlockStates(runs).get(ref.block);
  const state = newest?.state;
  const run = runs.find((candidate) => candidate.run === newest?.run);
  const charts = (pipeline?.charts ?? []).filter((chart) => chart.upstream.includes(ref.block));
  return {
    ...ref,
    blockName: entry?.name ?? ref.block,
    type: entry?.type ?? state?.plan.type ?? '',
    language: entry?.language ?? state?.plan.language ?? '',
    run: manifest?.run ?? null,
    logRun: newest?.run ?? manifest?.run ?? null,
    status: state?.status ?? (manifest === null ? null : 'completed'),
    startedAt: state?.startedAt ?? null,
    seconds: state === undefined || state.status === 'reused' ? (manifest?.seconds ?? null) : state.seconds,
    usage: state === undefined || state.status === 'reused' ? (manifest?.usage ?? null) : state.usage,
    finishedAt: manifest?.finishedAt ?? null,
    outputs: manifest?.outputs.map(({ schema: _schema, checksum: _checksum, ...info }) => info) ?? [],
    charts: charts.map(({ uuid, name, type }) => ({ uuid, name, type, scripts: allowsScripts(uuid) })),
    tests: state?.tests ?? [],
    failure: state?.failure ?? null,
    children: childrenOf(ref.block, run ?? null, state ?? null, manifest),
    cause: run === undefined ? null : causeOf(run, ref.block),
    retry: state === undefined ? null : retryOf(state),
    looksEvery: entry?.type === 'sensor' ? entry.sensor.interval : null,
    attachedTo: pipeline === null || entry === undefined ? [] : attachedTo(pipeline, entry),
  };
}

/** What may be shown of a pipeline: its charts are shown with the blocks that they draw. */
function entriesOf(pipeline: Pipeline | null): readonly Block[] {
  if (pipeline === null) return [];
  return [...pipeline.blocks, ...pipeline.callbacks, ...pipeline.conditionals, ...pipeline.extensions];
}

/** The children of the newest run that had any: the one that goes on or failed, else the one whose outputs are stored. */
function childrenOf(
  block: string,
  run: RunState | null,
  state: BlockState | null,
  manifest: Manifest | null,
): OutputChildren | null {
  const items = run === null ? [] : itemsOf(run, block);
  if (run !== null && state?.children != null) {
    const { total, completed, failed, cancelled, conditionFailed } = state.children;
    return { run: run.run, total, completed, failed, cancelled, conditionFailed, itemsOf: items };
  }
  if (manifest?.children == null) return null;
  const total = manifest.children.length;
  return { run: manifest.run, total, completed: total, failed: 0, cancelled: 0, conditionFailed: 0, itemsOf: items };
}

function retryOf({ retries, lastRetry, status, children }: BlockState): OutputRetry | null {
  if (retries === 0 || children !== null) return null;
  const nextAt =
    lastRetry === null || status !== 'running'
      ? null
      : new Date(Date.parse(lastRetry.time) + lastRetry.delay * 1000).toISOString();
  return { failed: retries, failure: lastRetry?.failure ?? null, nextAt };
}

const attached: ReadonlySet<string> = new Set(['conditional', 'callback', 'extension']);

/** The blocks that a condition, a callback or a check belongs to. */
function attachedTo(pipeline: Pipeline, { type, upstream }: Block): BlockName[] {
  if (!attached.has(type)) return [];
  return pipeline.blocks.filter(({ uuid }) => upstream.includes(uuid)).map(({ uuid, name }) => ({ uuid, name }));
}

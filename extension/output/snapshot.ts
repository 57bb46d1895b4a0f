import type { Pipeline } from '../../core/project/types';
import type { Manifest } from '../../core/protocol/outputs';
import type { RunState } from '../../core/protocol/run-state';
import type { OutputSubject } from '../../core/protocol/webview';
import { newestBlockStates } from '../runs/block-states';
import type { BlockRef } from '../target';

interface OutputInput {
  readonly ref: BlockRef;
  /** Null when its file cannot be read; stored outputs are shown all the same. */
  readonly pipeline: Pipeline | null;
  /** Runs of the pipeline, newest first. */
  readonly runs: readonly RunState[];
  /** The newest whole outputs of the block; null when it has never completed. */
  readonly manifest: Manifest | null;
}

/** What the output view shows of a block. */
export function outputSubject({ ref, pipeline, runs, manifest }: OutputInput): OutputSubject {
  const entry = [...(pipeline?.blocks ?? []), ...(pipeline?.callbacks ?? []), ...(pipeline?.conditionals ?? [])].find(
    (block) => block.uuid === ref.block,
  );
  const newest = newestBlockStates(runs).get(ref.block);
  const state = newest?.state;
  const charts = (pipeline?.charts ?? []).filter((chart) => chart.upstream.includes(ref.block));
  return {
    ...ref,
    blockName: entry?.name ?? ref.block,
    language: entry?.language ?? state?.plan.language ?? '',
    run: manifest?.run ?? null,
    logRun: newest?.run ?? manifest?.run ?? null,
    status: state?.status ?? (manifest === null ? null : 'completed'),
    startedAt: state?.startedAt ?? null,
    seconds: state === undefined ? (manifest?.seconds ?? null) : state.seconds,
    finishedAt: manifest?.finishedAt ?? null,
    outputs: manifest?.outputs.map(({ schema: _schema, checksum: _checksum, ...info }) => info) ?? [],
    charts: charts.map(({ uuid, name, type }) => ({ uuid, name, type })),
    tests: state?.tests ?? [],
    failure: state?.failure ?? null,
  };
}

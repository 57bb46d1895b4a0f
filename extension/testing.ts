import { aBlock } from '../core/project/testing';
import type { Chart } from '../core/project/types';
import type { OutputInfo } from '../core/protocol/outputs';
import { pendingBlock, type BlockState, type RunState, type RunStatus } from '../core/protocol/run-state';

export { aBlock, aReading } from '../core/project/testing';

/** Objects for tests, of which a test names only what it is about. */

export function aChart(uuid: string, upstream: readonly string[]): Chart {
  return { ...aBlock(uuid), type: 'chart', upstream };
}

export function anOutput(rows: number | null, rest: Partial<OutputInfo> = {}): OutputInfo {
  return { index: 0, name: 'output_0', kind: 'table', file: 'output_0.parquet', rows, columns: 3, bytes: 100, ...rest };
}

export function aBlockState(uuid: string, rest: Partial<BlockState> = {}): BlockState {
  return {
    ...pendingBlock({ uuid, name: uuid, type: 'transformer', language: 'sql', upstream: [], action: 'run' }),
    status: 'completed',
    startedAt: '2024-01-31T10:00:00.000Z',
    seconds: 1.2,
    ...rest,
  };
}

export function aRun(run: string, blocks: readonly BlockState[], status: RunStatus = 'completed'): RunState {
  return {
    run,
    pipeline: 'taxi',
    origin: 'editor',
    trigger: null,
    given: null,
    process: { pid: 1, host: 'here', started: null },
    status,
    startedAt: '2024-01-31T10:00:00.000Z',
    finishedAt: null,
    seconds: status === 'running' ? null : 3,
    executed: blocks.length,
    reused: 0,
    failed: 0,
    failure: null,
    blocks,
  };
}

import type { PlannedBlock, RunEvent, RunStarted } from '../../core/protocol/run-events';
import { foldRunEvent, type RunState } from '../../core/protocol/run-state';

const started: RunStarted = {
  type: 'run_started',
  time: at(0),
  version: 1,
  run: '20250301-090000',
  pipeline: 'taxi',
  origin: 'cli',
  process: { pid: 1, host: 'here', started: null },
  blocks: [
    plan('zones', [], 'reuse'),
    plan('ingest', []),
    plan('prepare', ['ingest', 'zones']),
    plan('build', ['prepare']),
  ],
};

/** A run of four blocks told by its events, for tests of what is shown of it: one block fails, one is never reached. */
export const failedRun: readonly RunEvent[] = [
  started,
  { type: 'block_started', time: at(0), block: 'ingest' },
  {
    type: 'test_finished',
    time: at(1.2),
    block: 'ingest',
    test: 'has rows',
    passed: true,
    seconds: 0.01,
  },
  {
    type: 'block_finished',
    time: at(1.25),
    block: 'ingest',
    status: 'completed',
    seconds: 1.25,
    outputs: [
      { index: 0, name: 'trips', kind: 'table', file: 'output_0.parquet', rows: 110_128, columns: 20, bytes: 1 },
      { index: 1, name: 'notes', kind: 'json', file: 'output_1.json', rows: null, columns: null, bytes: 1 },
    ],
  },
  { type: 'block_started', time: at(1.25), block: 'prepare' },
  { type: 'block_progress', time: at(2), block: 'prepare', fraction: 0.43 },
  {
    type: 'test_finished',
    time: at(3.2),
    block: 'prepare',
    test: 'keeps every trip',
    passed: false,
    seconds: 0.02,
    failure: {
      code: 'test_failed',
      severity: 'error',
      message: 'Some trips are gone.',
      file: '/proj/taxi/transformers/prepare.ts',
      line: 12,
      column: 3,
      expected: '3',
      actual: '2',
    },
  },
  {
    type: 'block_finished',
    time: at(3.25),
    block: 'prepare',
    status: 'failed',
    seconds: 2,
    outputs: [],
    failure: {
      code: 'tests_failed',
      severity: 'error',
      message: '1 of 1 tests failed.',
      remedy: 'Correct the block or the test.',
    },
  },
  { type: 'block_finished', time: at(3.25), block: 'build', status: 'upstream_failed', seconds: 0, outputs: [] },
  { type: 'run_finished', time: at(3.3), status: 'failed', executed: 2, reused: 1, failed: 1, seconds: 3.3 },
];

/** The beginning of a run in which every one of the blocks is running. */
export function startOf(uuids: readonly string[]): RunEvent[] {
  return [
    { ...started, blocks: uuids.map((uuid) => plan(uuid, [])) },
    ...uuids.map((block): RunEvent => ({ type: 'block_started', time: at(0), block })),
  ];
}

/** The states that the events lead to, one for each. */
export function statesOf(events: readonly RunEvent[]): RunState[] {
  let state: RunState | null = null;
  return events.map((event) => {
    state = foldRunEvent(state, event);
    if (state === null) throw new Error('The events do not begin with run_started.');
    return state;
  });
}

function plan(uuid: string, upstream: string[], action: PlannedBlock['action'] = 'run'): PlannedBlock {
  return { uuid, name: uuid, type: 'transformer', language: 'sql', upstream, action };
}

function at(seconds: number): string {
  return new Date(Date.UTC(2025, 2, 1, 9) + seconds * 1000).toISOString();
}

import type { OutputInfo } from '../../core/protocol/outputs';
import type { OutputSnapshot, OutputSubject } from '../../core/protocol/webview';
import { fakeRows } from './fake-data';
import { hostileNames } from './hostile';

const table: OutputInfo = {
  index: 0,
  name: 'all',
  kind: 'table',
  file: 'output_0.parquet',
  rows: fakeRows,
  columns: 12,
  bytes: 812_000_000,
};

const subject: OutputSubject = {
  project: '/proj/green-taxi',
  pipeline: 'data_preparation',
  block: 'prepare',
  blockName: 'prepare',
  language: 'sql',
  run: '20240131-120000-abcd',
  logRun: '20240131-120000-abcd',
  status: 'completed',
  startedAt: null,
  seconds: 1.24,
  finishedAt: '2024-01-31T12:00:03.000Z',
  outputs: [
    table,
    { ...table, index: 1, name: 'train', rows: 54_378 },
    { ...table, index: 2, name: 'features', kind: 'sparse', file: 'output_2.arrow', rows: 54_378, columns: 5094 },
  ],
  charts: [
    { uuid: 'distance', name: 'Trip distance', type: 'histogram' },
    { uuid: 'trips', name: 'Trips over time', type: 'time series bar chart' },
  ],
  tests: [
    test('keeps every trip between 1 and 60 minutes', true),
    test('has as many rows as targets', true),
    test('splits by date', true),
  ],
  failure: null,
};

function test(name: string, passed: boolean) {
  return {
    type: 'test_finished' as const,
    time: '2024-01-31T12:00:03Z',
    block: 'prepare',
    test: name,
    passed,
    seconds: 0.012,
  };
}

function shown(change: Partial<OutputSubject>, trusted = true): OutputSnapshot {
  return { view: 'output', trusted, revision: 1, subject: { ...subject, ...change } };
}

const failed = {
  status: 'failed' as const,
  failure: {
    code: 'test_failed',
    severity: 'error' as const,
    message: 'prepare: 1 of 3 tests failed: splits by date.',
    remedy: 'Look at the failed test, or at the log.',
    file: '/proj/green-taxi/transformers/prepare.ts',
    line: 24,
    column: 3,
    detail: 'AssertionError: expected 54378 to be 54380\n    at splitsByDate (transformers/prepare.ts:24:3)',
  },
  tests: [
    ...subject.tests.slice(0, 2),
    {
      ...test('splits by date', false),
      failure: {
        code: 'assertion',
        severity: 'error' as const,
        message: 'The training rows are not what they should be.',
        expected: '54380',
        actual: '54378',
        file: '/proj/green-taxi/transformers/prepare.ts',
        line: 24,
        column: 3,
      },
    },
  ],
};

const running = {
  status: 'running' as const,
  startedAt: new Date(Date.now() - 754_000).toISOString(),
  seconds: null,
};

export const outputScenarios: Readonly<Record<string, OutputSnapshot>> = {
  table: shown({}),
  running: shown({ ...running, finishedAt: null, outputs: [], run: null, tests: [] }),
  again: shown(running),
  hostile: shown({
    block: 'hostile',
    blockName: hostileNames.turned,
    outputs: [
      { ...table, name: hostileNames.markup },
      { ...table, index: 1, name: hostileNames.long },
    ],
    charts: [{ uuid: 'distance', name: hostileNames.controls, type: 'histogram' }],
    tests: [test(hostileNames.markup, true)],
  }),
  wide: shown({ block: 'wide', blockName: 'wide', outputs: [{ ...table, columns: 5000 }] }),
  failed: shown(failed),
  never: shown({
    status: null,
    seconds: null,
    finishedAt: null,
    run: null,
    logRun: null,
    outputs: [],
    charts: [],
    tests: [],
  }),
  untrusted: shown(
    { status: null, seconds: null, finishedAt: null, run: null, logRun: null, outputs: [], charts: [], tests: [] },
    false,
  ),
  none: { view: 'output', trusted: true, revision: 1, subject: null },
};

import type { OutputInfo } from '../../core/protocol/outputs';
import type { OutputChildren, OutputSnapshot, OutputSubject } from '../../core/protocol/webview';
import { fakeCharts } from './fake-charts';
import { fakeFailed, fakeTotal } from './fake-children';
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
  type: 'transformer',
  language: 'sql',
  run: '20240131-120000-abcd',
  logRun: '20240131-120000-abcd',
  status: 'completed',
  startedAt: null,
  seconds: 1.24,
  usage: null,
  finishedAt: '2024-01-31T12:00:03.000Z',
  outputs: [
    table,
    { ...table, index: 1, name: 'train', rows: 54_378 },
    { ...table, index: 2, name: 'features', kind: 'sparse', file: 'output_2.arrow', rows: 54_378, columns: 5094 },
  ],
  charts: [
    { uuid: 'distance', name: 'Trip distance', type: 'histogram', scripts: false },
    { uuid: 'trips', name: 'Trips over time', type: 'time series bar chart', scripts: false },
  ],
  tests: [
    test('keeps every trip between 1 and 60 minutes', true),
    test('has as many rows as targets', true),
    test('splits by date', true),
  ],
  failure: null,
  children: null,
  cause: null,
  retry: null,
  looksEvery: null,
  attachedTo: [],
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

const children: OutputChildren = {
  run: '20240131-120000-abcd',
  total: fakeTotal,
  completed: fakeTotal - fakeFailed,
  failed: fakeFailed,
  cancelled: 0,
  conditionFailed: 0,
  itemsOf: [{ uuid: 'stores', name: 'stores' }],
};
const each = { block: 'each', blockName: 'each', outputs: [], tests: [], seconds: 12.4, children };
const none = { outputs: [], charts: [], tests: [], run: null, finishedAt: null };
const unmet = [
  { condition: 'only_on_mondays' },
  {
    condition: 'has_trips',
    failure: { code: 'sql_failed', severity: 'error' as const, message: 'Catalog Error: Table trips does not exist' },
  },
];
const retried = {
  ...running,
  retry: {
    failed: 1,
    failure: { code: 'fetch', severity: 'error' as const, message: 'The service answered 503.' },
    nextAt: new Date(Date.now() + 45_000).toISOString(),
  },
};
const stores = { uuid: 'stores', name: 'stores' };

export const outputScenarios: Readonly<Record<string, OutputSnapshot>> = {
  children: shown({ ...each, children: { ...children, completed: fakeTotal, failed: 0 } }),
  'children-failed': shown({ ...each, status: 'failed', failure: failed.failure }),
  'children-running': shown({
    ...each,
    ...running,
    finishedAt: null,
    run: null,
    children: { ...children, completed: 6_431, failed: 7 },
  }),
  'no-children': shown({
    ...each,
    children: { ...children, total: 0, completed: 0, failed: 0 },
  }),
  condition: shown({
    ...none,
    status: 'condition_failed',
    seconds: 0,
    cause: { block: { uuid: 'prepare', name: 'prepare' }, unmet, failure: null },
  }),
  'condition-above': shown({
    status: 'condition_failed',
    seconds: 0,
    cause: { block: stores, unmet: unmet.slice(0, 1), failure: null },
  }),
  'upstream-failed': shown({
    ...none,
    status: 'upstream_failed',
    seconds: 0,
    cause: { block: stores, unmet: [], failure: failed.failure },
  }),
  reused: shown({ ...none, status: 'reused' }),
  retried: shown({ ...none, ...retried, tests: [] }),
  'retried-again': shown(retried),
  sensor: shown({ ...none, ...running, type: 'sensor', looksEvery: 60 }),
  'is-condition': shown({
    ...none,
    type: 'conditional',
    status: null,
    seconds: null,
    logRun: null,
    attachedTo: [stores],
  }),
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
    charts: [{ uuid: 'distance', name: hostileNames.controls, type: 'histogram', scripts: false }],
    tests: [test(hostileNames.markup, true)],
  }),
  charts: shown({ charts: fakeCharts, tests: [] }),
  model: shown({
    outputs: [{ ...table, name: 'booster', kind: 'model', file: 'output_0.ubj', rows: null, columns: null }],
  }),
  wide: shown({ block: 'wide', blockName: 'wide', outputs: [{ ...table, columns: 5000 }] }),
  failed: shown(failed),
  'package-missing': shown({
    language: 'python',
    status: 'failed',
    usage: { cpu: 0.31, memory: 64_200_000 },
    outputs: [],
    failure: {
      code: 'package_missing',
      severity: 'error',
      message: 'Block prepare needs pandas; your interpreter is /proj/.venv/bin/python, which does not have it.',
      remedy: 'Install it: /proj/.venv/bin/python -m pip install pandas',
      file: '/proj/green-taxi/transformers/prepare.py',
      line: 1,
      column: 1,
      missing: { packages: ['pandas'], interpreter: '/proj/.venv/bin/python' },
    },
  }),
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

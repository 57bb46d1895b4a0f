import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { styleFor } from '../text/ansi';
import { runSummary } from './summary';
import { failedRun, statesOf } from './testing';

describe('the summary of a run', () => {
  it('tells blocks, times, outputs, tests, what failed and where to look', () => {
    const state = statesOf(failedRun).at(-1);
    if (state === undefined) throw new Error('unexpected');
    const store = path.join('/proj/taxi', '.eider');
    expect(runSummary(state, '/proj/taxi', '/proj/taxi', styleFor(false)).split('\n')).toEqual([
      '',
      'taxi failed in 3.3 s  run 20250301-090000',
      '',
      '↺ zones           reused',
      '✔ ingest   1.3 s  trips 110,128 × 20 table',
      '                  notes json',
      '                  tests: 1 passed',
      '✘ prepare  2.0 s  failed',
      '                  tests: 0 passed, 1 failed',
      '– build           not run, an upstream block failed',
      '',
      'prepare failed: 1 of 1 tests failed.',
      '  → Correct the block or the test.',
      '  ✘ keeps every trip: Some trips are gone.',
      `    at ${path.join('transformers', 'prepare.ts')}:12:3`,
      '    expected 3',
      '    actual   2',
      `  log ${path.join(store, 'runs', 'taxi', '20250301-090000', 'prepare.log')}`,
      '',
      'Tests    1 passed, 1 failed',
      `Outputs  ${path.join(store, 'outputs', 'taxi')}`,
      '',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { ChildDetail, ChildSummary } from '../../../core/protocol/data';
import { contentKey, fromTheTop, outputRef } from '../output-state';
import { aShownSubject } from '../testing';
import { childLabel, childNote } from './child-note';
import { childSubject, childTitle, isFinal, wholeSubject } from './child-subject';
import { runsSentence, runsText } from './children-text';
import { listWindow, rowAfterKey } from './list-window';

const counts = { run: 'r2', total: 1200, completed: 1200, failed: 0, cancelled: 0, conditionFailed: 0, itemsOf: [] };
const chart = { uuid: 'by_day', name: 'By day', type: 'histogram', scripts: false };
const failure = { code: 'sql', severity: 'error', message: 'No trips.\nDetails follow.' } as const;
const block = aShownSubject({ block: 'each', blockName: 'each', children: counts, charts: [chart], status: 'failed' });
const summary: ChildSummary = {
  index: 3,
  name: 'berlin',
  status: 'completed',
  seconds: 2,
  rows: 7,
  retries: 0,
  failure: null,
};
const table = {
  index: 0,
  name: 'trips',
  kind: 'table',
  file: 'output_0.parquet',
  rows: 7,
  columns: 2,
  bytes: 9,
} as const;
const stored = { run: 'r2', index: 3, finishedAt: '2024-01-31T12:00:00.000Z', seconds: 2, outputs: [table] };
const detail: ChildDetail = { child: summary, unmet: [], tests: [], stored };
const berlin = { run: 'r2', name: 'berlin' };

describe('one of the runs of a block', () => {
  it('is shown as a block is, with outputs that are asked for by its number', () => {
    const shown = childSubject(block, berlin, detail);
    expect(shown).toMatchObject({ block: 'each', status: 'completed', seconds: 2, failure: null, charts: [chart] });
    expect(outputRef(shown, 0)).toMatchObject({ block: 'each', run: 'r2', child: 3, index: 0 });
    expect(contentKey(outputRef(shown, 0), '1')).not.toBe(contentKey({ ...outputRef(shown, 0), child: 4 }, '1'));
  });

  it('has its own failure, and shows what an earlier run stored under its name', () => {
    const failed = { ...summary, status: 'failed', rows: null, failure } as const;
    const shown = childSubject(block, berlin, { ...detail, child: failed, stored: { ...stored, run: 'r1', index: 5 } });
    expect(shown).toMatchObject({
      status: 'failed',
      failure,
      run: 'r1',
      logRun: 'r2',
      child: { earlier: true, index: 5 },
    });
  });

  it('waits for its turn while the block runs, and is not there when it has ended', () => {
    const unknown = { child: null, unmet: [], tests: [], stored: null };
    expect(childSubject({ ...block, status: 'running' }, berlin, unknown).status).toBe('pending');
    expect(childSubject(block, berlin, unknown)).toMatchObject({ status: null, charts: [], outputs: [] });
    expect(isFinal(unknown)).toBe(false);
    expect(isFinal(detail)).toBe(true);
  });

  it('is called by its number when it has no other name', () => {
    expect([childTitle('7', 7), childTitle('2024', 7), childTitle('berlin', null)]).toEqual(['#7', '2024', 'berlin']);
  });
});

describe('a block with children as a whole', () => {
  it('draws no charts, which are drawn run by run', () => {
    expect(wholeSubject(block).charts).toEqual([]);
    expect(wholeSubject({ ...block, children: null }).charts).toEqual([chart]);
  });

  it('is counted as the graph counts it', () => {
    expect(runsText(counts)).toBe('1,200 runs');
    expect(runsText({ ...counts, completed: 640, failed: 2 })).toBe('640 of 1,200 runs, 2 failed');
  });

  it('says how its runs went, whatever way they took', () => {
    expect(runsSentence(counts, false)).toBe('All 1,200 runs have completed.');
    expect(runsSentence({ ...counts, total: 1, completed: 1 }, false)).toBe('The only run has completed.');
    const mixed = { ...counts, completed: 640, failed: 2, cancelled: 1, conditionFailed: 3 };
    expect(runsSentence(mixed, true)).toBe(
      '640 of 1,200 runs have completed, 2 failed, 3 did not meet a condition, 1 was stopped or not begun, 554 are running or waiting.',
    );
    expect(runsSentence({ ...counts, total: 2, completed: 1 }, false)).toBe(
      '1 of 2 runs has completed, 1 did not end.',
    );
  });
});

describe('a row of the list', () => {
  it('tells the rows of a run, or the first line of why it failed', () => {
    expect(childNote(summary)).toBe('7 rows');
    expect(childNote({ ...summary, rows: null })).toBe('');
    expect(childNote({ ...summary, status: 'failed', failure })).toBe('No trips.');
    expect(childNote({ ...summary, status: 'running', retries: 1 })).toBe('try 2');
  });
  it('is read with its state, once', () => {
    expect(childLabel('berlin', summary)).toBe('berlin, completed: 7 rows');
    expect(childLabel('berlin', { ...summary, status: 'cancelled' })).toBe('berlin, cancelled');
  });
});

describe('moving through the list', () => {
  it('stays within it', () => {
    const after = (row: number, key: string) => rowAfterKey(row, key, 10_001, 8);
    expect([after(0, 'ArrowUp'), after(0, 'ArrowDown'), after(3, 'Home')]).toEqual([0, 1, 0]);
    expect([after(5, 'PageDown'), after(5, 'PageUp'), after(9999, 'PageDown')]).toEqual([12, 0, 10_000]);
    expect([after(5, 'End'), after(10_000, 'ArrowDown'), after(5, 'x')]).toEqual([10_000, 10_000, null]);
  });

  it('asks for little at a time, and for nothing when it moves a little', () => {
    expect(listWindow(0, 8)).toEqual({ offset: 0, limit: 50 });
    expect(listWindow(5000, 5008)).toEqual({ offset: 4950, limit: 100 });
    expect(listWindow(5001, 5009)).toEqual(listWindow(5000, 5008));
    for (let first = 0; first < 200; first++) {
      const { offset, limit } = listWindow(first, first + 40);
      expect(offset <= first && offset + limit >= first + 40).toBe(true);
    }
  });

  it('keeps the order and the widths of a table from one run to the next, but begins at its first row', () => {
    const kept = { sort: [{ column: 'n', descending: true }], row: 400, left: 12, widths: { n: 90 } };
    expect(fromTheTop({ '0': kept })).toEqual({ '0': { ...kept, row: 0 } });
  });
});

import { makeData, tableToIPC, Int64, Table, Utf8, Vector } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { Histogram } from '../../core/protocol/histogram';
import type { ShownSubject } from './children/child-subject';
import { readArrowPage } from './arrow-page';
import { cellText, isCut, shownText } from './cell-text';
import { columnFamily, summaryKind } from './column-type';
import { histogramBars, histogramEnds } from './histogram-bars';
import { followLog } from './log-follower';
import { profileFacts } from './profile-facts';
import { noOutputTab, runsTab, shownTab, subjectTabs } from './subject-tabs';
import { aShownSubject } from './testing';

describe('values in cells', () => {
  it('writes whole numbers of any size exactly', () => {
    expect(cellText(9_007_199_254_740_993n, 'BIGINT')).toBe('9007199254740993');
    expect(cellText('12345678901234567890.123', 'DECIMAL(38,3)')).toBe('12345678901234567890.123');
  });
  it('writes a FLOAT with the digits it has, not those of a DOUBLE', () => {
    expect(cellText(Math.fround(0.1), 'FLOAT')).toBe('0.1');
    expect(cellText(Math.fround(16_777_217), 'FLOAT')).toBe('16777216');
    expect(cellText(0.1 + 0.2, 'DOUBLE')).toBe('0.30000000000000004');
    expect(cellText(NaN, 'FLOAT')).toBe('NaN');
    expect(cellText(-0, 'DOUBLE')).toBe('-0');
  });
  it('keeps a text on one line and short', () => {
    expect(shownText('a\r\nb\nc')).toBe('a⏎b⏎c');
    expect(shownText('x'.repeat(5000))).toHaveLength(301);
    expect(shownText('a\u0000\u202eb')).toBe('a␀[U+202E]b');
  });
  it('knows by its length, in characters, a text that the page has cut', () => {
    expect([1000, 1001].map((length) => isCut('x'.repeat(length)))).toEqual([false, true]);
    expect([1000, 1001].map((length) => isCut('😀'.repeat(length)))).toEqual([false, true]);
    expect(isCut(7n)).toBe(false);
  });
  it('tells apart what can be measured', () => {
    expect(
      ['UBIGINT', 'DECIMAL(18,3)', 'TIMESTAMP WITH TIME ZONE', 'INTEGER[]', "ENUM('a')", 'TIME'].map(columnFamily),
    ).toEqual(['number', 'number', 'instant', 'nested', 'text', 'other']);
    expect(summaryKind('DATE')).toBe('histogram');
    expect(summaryKind('STRUCT(a INTEGER)')).toBe('none');
  });
});

describe('a page of Arrow', () => {
  it('is read by row and column, with nulls', () => {
    const ids = new Vector([makeData({ type: new Int64(), data: BigInt64Array.of(1n, 2n) })]);
    const texts = makeData({
      type: new Utf8(),
      valueOffsets: Int32Array.of(0, 2, 2),
      data: new TextEncoder().encode('ab'),
      nullBitmap: Uint8Array.of(0b01, 0, 0, 0, 0, 0, 0, 0),
      nullCount: 1,
      length: 2,
    });
    const page = readArrowPage(tableToIPC(new Table({ id: ids, text: new Vector([texts]) }), 'stream'));
    expect(page.rows).toBe(2);
    expect([page.cell(0, 0), page.cell(0, 1), page.cell(1, 0), page.cell(1, 1)]).toEqual([1n, 'ab', 2n, null]);
    expect(page.cell(2, 0)).toBeUndefined();
  });
});

const histogram: Histogram = {
  unit: 'number',
  buckets: [
    { min: 0, max: 0.5, count: 1000 },
    { min: 0.5, max: 1, count: 0 },
    { min: 1, max: 1.5, count: 1 },
  ],
};

describe('drawing a histogram', () => {
  it('fills the height with the highest bucket and shows even a single row', () => {
    const bars = histogramBars(histogram, 90, 20);
    expect(bars.map((bar) => bar.height)).toEqual([20, 0, 1]);
    expect(bars.map((bar) => bar.x)).toEqual([0, 30, 60]);
    expect(bars.every((bar) => bar.y + bar.height === 20)).toBe(true);
  });
  it('says each bucket in words', () => {
    expect(histogramBars(histogram, 90, 20)[0]?.text).toBe('0 to 0.5: 1,000 rows');
    expect(histogramEnds(histogram)).toEqual(['0', '1.5']);
    expect(histogramEnds({ unit: 'number', buckets: [] })).toBeNull();
  });
  it('writes edges of times as times', () => {
    const day = 86_400;
    const times: Histogram = { unit: 'epoch_seconds', buckets: [{ min: 19_753 * day, max: 19_784 * day, count: 1 }] };
    expect(histogramEnds(times)).toEqual(['2024-01-31', '2024-03-02']);
  });
});

describe('a profile in words', () => {
  const profile = {
    ...{ column: 'vendor', type: 'VARCHAR', rows: 200, nulls: 9, distinct: 18_000, distinctIsExact: false },
    ...{ min: 'a', max: 'z', mean: null, standardDeviation: null, quantiles: null, topValues: [] },
  };
  it('leaves out what its type does not have, and says when a count is an estimate', () => {
    expect(profileFacts(profile)).toEqual([
      { name: 'Rows', text: '200' },
      { name: 'Nulls', text: '9 (4.5 %)' },
      { name: 'Distinct', text: 'about 18,000' },
      { name: 'Minimum', text: 'a' },
      { name: 'Maximum', text: 'z' },
    ]);
  });
});

describe('following a log', () => {
  it('reads on to the end, in order, one request at a time', async () => {
    const log = 'first line\nsecond line\n';
    const seen: string[] = [];
    const froms: number[] = [];
    const follower = followLog({
      read(from) {
        froms.push(from);
        return Promise.resolve({ text: log.slice(from, from + 8), next: Math.min(log.length, from + 8) });
      },
      append: (text) => seen.push(text),
      failed: (error) => expect.unreachable(String(error)),
    });
    follower.poke();
    follower.poke();
    await expect.poll(() => seen.join('')).toBe(log);
    expect(froms.slice(0, 4)).toEqual([0, 8, 16, 23]);
    follower.stop();
  });
  it('appends nothing after it was stopped', async () => {
    let answer: (text: { text: string; next: number }) => void = () => undefined;
    const seen: string[] = [];
    const follower = followLog({
      read: () => new Promise((resolve) => (answer = resolve)),
      append: (text) => seen.push(text),
      failed: () => undefined,
    });
    follower.poke();
    follower.stop();
    answer({ text: 'late', next: 4 });
    await Promise.resolve();
    expect(seen).toEqual([]);
  });
});

describe('the tabs of a block', () => {
  const never = aShownSubject({ block: 'b', blockName: 'b' });
  const table = { name: 'all', file: 'f', rows: 105_870, columns: 3, bytes: 9 };
  const test = { type: 'test_finished' as const, time: '', block: 'b', test: 't', passed: false, seconds: 0 };
  const full: ShownSubject = {
    ...{ ...never, run: 'r', logRun: 'r', status: 'completed' },
    outputs: [
      { ...table, index: 0, kind: 'table' },
      { ...table, index: 1, kind: 'sparse', columns: 7027 },
      { ...table, index: 2, kind: 'text', rows: null, columns: null, bytes: 1234 },
    ],
    charts: [{ uuid: 'c', name: 'c', type: 'histogram', scripts: false }],
    tests: [test, { ...test, test: 'u', passed: true }],
  };
  it('are its outputs with their sizes, then charts, tests and log', () => {
    expect(subjectTabs(full).map((tab) => [tab.id, tab.note])).toEqual([
      ['output:0', '105,870'],
      ['output:1', '105,870 × 7,027'],
      ['output:2', '1.2 kB'],
      ['charts', '1'],
      ['tests', '1 of 2 failed'],
      ['log', ''],
    ]);
  });
  it('say why there is no output when there is none', () => {
    expect(subjectTabs(never).map((tab) => tab.id)).toEqual([noOutputTab]);
  });
  it('begin at what matters most, unless the user chose another', () => {
    const shown = (subject: ShownSubject, chosen: string | null = null) =>
      shownTab(subject, subjectTabs(subject), chosen);
    expect(shown(full)).toBe('output:0');
    expect(shown({ ...full, status: 'failed' })).toBe('tests');
    expect(shown({ ...full, status: 'failed', tests: [] })).toBe('log');
    expect(shown({ ...full, status: 'failed' }, 'charts')).toBe('charts');
    expect(shown({ ...full, charts: [] }, 'charts')).toBe('output:0');
    expect(shown({ ...never, logRun: 'r', status: 'running' })).toBe('log');
  });
  it('of a block with children are all its runs, then the outputs of the chosen one', () => {
    const counts = { total: 1200, completed: 1199, failed: 1, cancelled: 0, conditionFailed: 0 };
    const all = { ...never, logRun: 'r', status: 'failed' as const, children: { run: 'r', ...counts, itemsOf: [] } };
    const tabs = subjectTabs(all);
    expect(tabs.map((tab) => [tab.id, tab.note])).toEqual([
      [runsTab, '1,200'],
      ['log', ''],
    ]);
    expect(shownTab(all, tabs, null)).toBe(runsTab);
    expect(shownTab(all, tabs, 'output:0')).toBe(runsTab);
    const child = { name: 'a', title: 'a', index: 0, status: 'completed' as const, unmet: [], earlier: false };
    const one: ShownSubject = { ...full, children: all.children, child };
    expect(shownTab(one, subjectTabs(one), runsTab)).toBe('output:0');
    expect(shownTab(one, subjectTabs(one), 'log')).toBe('log');
  });
});

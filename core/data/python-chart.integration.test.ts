import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { barePython, withReason } from '../../test/support/python';
import { createChartProject, type ChartProject, type TestChart } from './chart-test-support';
import { containing, matching } from './test-matchers';

const bare = await barePython();
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let charts: ChartProject;
beforeAll(async () => {
  charts = await createChartProject();
  await charts.project.storeFile('json', 'plain', 'output_0.json', (file) =>
    writeFile(file, JSON.stringify({ kind: ['b', 'a', 'a', null], size: [1, 2, 3, 4] })),
  );
});
afterAll(() => charts.dispose());

/** Draws with a Python that has no packages. */
const drawn = (source: string, configuration: object, rest: Partial<TestChart> = {}) =>
  charts.draw(
    { configuration, source, on: 'plain', ...rest },
    { code: { python: 'command' in bare ? bare.command : null } },
  );
const decorators = (...names: string[]) => `from mage_ai.data_preparation.decorators import ${names.join(', ')}\n`;

describe.skipIf('unavailable' in bare)(withReason('a chart of Python code', bare), { timeout: 60_000 }, () => {
  it('draws the variables that its configuration names, sorted as it says', async () => {
    const source =
      "kinds = ['a', 'b', 'c']\nheights = [len(df_1['kind']), 7, None]\nprint('counted', len(plain['size']))";
    const configuration = {
      ...{ chart_type: 'bar chart', x: 'kinds', y: 'heights' },
      ...{ chart_style: 'horizontal', y_sort_order: 'descending' },
    };
    expect(await drawn(source, configuration)).toMatchObject({
      title: 'My chart',
      printed: 'counted 4\n',
      drawing: {
        kind: 'series',
        style: 'bar',
        horizontal: true,
        axis: 'kinds',
        labels: ['b', 'a', 'c'],
        series: [{ label: 'heights', values: [7, 4, null] }],
      },
    });
  });

  it('draws lines, one for each list', async () => {
    const source = 'x = range(3)\ny = [[1, 2, 3], (4.5, float("nan"), True)]';
    expect((await drawn(source, { chart_type: 'line chart', x: 'x', y: 'y' })).drawing).toMatchObject({
      labels: ['0', '1', '2'],
      series: [
        { label: 'y 1', values: [1, 2, 3] },
        { label: 'y 2', values: [4.5, null, 1] },
      ],
    });
  });

  it('counts the values of a histogram', async () => {
    const source = 'x = [0, 1.5, 2, 19, 20, 20, None, float("nan")]';
    const { drawing } = await drawn(source, { chart_type: 'histogram', x: 'x', buckets: '20' });
    expect(drawing.kind === 'histogram' ? drawing.histogram.buckets.map(({ min, count }) => [min, count]) : []).toEqual(
      [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20].map((min) => [min, { 0: 2, 2: 1, 18: 1, 20: 2 }[min] ?? 0]),
    );
  });

  it('counts for a pie, the most frequent first and of equals the greatest', async () => {
    const { drawing } = await drawn('x = ["a", "b", None, "c", "a", "b"]', { chart_type: 'pie chart', x: 'x' });
    expect(drawing).toMatchObject({
      slices: [
        { label: 'b', count: 2 },
        { label: 'a', count: 2 },
        { label: 'c', count: 1 },
      ],
    });
  });

  it('shows all rows of plain lists in a table', async () => {
    const source =
      'head = ["name", 1]\nrows = [[i, None if i else 2.5] for i in range(12)]\nnames = [f"row {i}" for i in range(12)]';
    const configuration = { chart_type: 'table', x: 'head', y: 'rows', index: 'names', limit: 3 };
    const { drawing } = await drawn(source, configuration);
    expect(drawing).toMatchObject({ kind: 'table', headers: ['name', '1'] });
    expect(drawing.kind === 'table' ? [drawing.rows.length, drawing.rows[0], drawing.index?.at(-1)] : []).toEqual([
      12,
      [0, 2.5],
      'row 11',
    ]);
  });

  it('draws times in UTC', async () => {
    const source =
      'import datetime as d\nx = [d.datetime(2024, 1, 1), d.date(2024, 1, 2), "2024-01-03T02:00+02:00", 1704326400]\ny = [1, 2, 3, 4]';
    expect((await drawn(source, { chart_type: 'time series line chart', x: 'x', y: 'y' })).drawing).toMatchObject({
      kind: 'time_series',
      points: true,
      ends: [1, 2, 3, 4].map((day) => Date.UTC(2024, 0, day) / 1000),
      series: [{ values: [1, 2, 3, 4] }],
    });
  });

  it('asks its decorated functions, bare or called', async () => {
    const source = `${decorators('data_source', 'x', 'y', 'configuration')}
@data_source
def source(data, **kwargs):
    return [size for size in data['size'] if size > kwargs['most']]

@configuration()
def changes():
    return {'chart_type': 'bar chart', 'chart_style': 'horizontal'}

@x
def labels(sizes):
    return [f'{size} miles' for size in sizes]

@y()
def heights(sizes):
    return sizes
`;
    expect((await drawn(source, { chart_type: 'line chart' })).drawing).toMatchObject({
      kind: 'series',
      style: 'bar',
      horizontal: true,
      labels: ['2 miles', '3 miles', '4 miles'],
      series: [{ values: [2, 3, 4] }],
    });
    const both = `${decorators('xy', 'columns')}
@xy
def both(data):
    return None, [list(row) for row in zip(data['kind'], data['size'])]

@columns
def headers(*_):
    return ['kind', 'size']
`;
    expect((await drawn(both, { chart_type: 'table' })).drawing).toMatchObject({
      headers: ['kind', 'size'],
      rows: [
        ['b', 1],
        ['a', 2],
        ['a', 3],
        [null, 4],
      ],
    });
  });

  it('gives code without imports its decorators, and several upstream blocks in their order', async () => {
    await charts.project.storeFile('json', 'other', 'output_0.json', (file) => writeFile(file, '[7]'));
    const source = '@x\ndef labels(a, b):\n    return [a["kind"][0], b[0]]\n\ny = [df_2[0], other[0] + 1]';
    const both = { on: ['plain', 'other'] };
    expect((await drawn(source, { chart_type: 'bar chart', y: 'y' }, both)).drawing).toMatchObject({
      labels: ['b', '7'],
      series: [{ values: [7, 8] }],
    });
  });

  it.each(['[dict(zip(data, row)) for row in zip(*data.values())]', 'data'])(
    'groups what its data source gives as without code: %s',
    async (given) => {
      const source = `@data_source\ndef source(data):\n    return ${given}\n`;
      const configuration = {
        ...{ chart_type: 'bar chart', group_by: ['kind'] },
        metrics: [{ aggregation: 'sum', column: 'size' }],
      };
      expect((await drawn(source, configuration)).drawing).toMatchObject({
        labels: ['a', 'b'],
        series: [{ label: 'sum(size)', values: [5, 1] }],
      });
    },
  );

  it('tells a picture by its bytes, whatever it is called', async () => {
    const source = (type: string, value: string) =>
      `@render(render_type=${JSON.stringify(type)})\ndef picture(*args):\n    return ${value}\n`;
    const custom = { chart_type: 'custom' };
    const image = { kind: 'image', source: `data:image/png;base64,${png}` };
    expect((await drawn(source('jpeg', `"${png}"`), custom)).drawing).toEqual(image);
    expect((await drawn(source('html', `"data:image/jpeg;base64,${png}"`), custom)).drawing).toEqual(image);
    const bytes = `__import__("base64").b64decode("${png}")`;
    expect((await drawn(source('svg', bytes), custom)).drawing).toEqual(image);
    expect((await drawn(source('png', '"<svg xmlns=\'…\'></svg>"'), custom)).drawing).toMatchObject({
      source: matching(/^data:image\/svg\+xml;base64,/),
    });
    expect((await drawn(source('html', '"<b>bold</b>"'), custom)).drawing).toEqual({
      kind: 'html',
      html: '<b>bold</b>',
    });
    await expect(drawn(source('png', '"no picture"'), custom)).rejects.toMatchObject({
      problem: { code: 'chart_not_rendered' },
    });
    await expect(drawn(source('html', '"x" * 6_000_000'), custom)).rejects.toMatchObject({
      problem: { code: 'chart_too_large', message: containing('at most 5 MB') },
    });
    await expect(drawn('x = 1', custom)).rejects.toMatchObject({ problem: { code: 'chart_not_rendered' } });
  });

  it.each([
    ['kind = [1]', 'chart_variable_missing', 'sets no variable kinds', 'Did you mean kind?'],
    ['kinds = 7', 'chart_values', 'x is int, not a list', 'list of values'],
    ['kinds = ["a"]\nheights = ["much"]', 'chart_values', "'much' is no number", 'Give numbers'],
  ])('says what is wrong with its values: %s', async (source, code, words, remedy) => {
    await expect(drawn(source, { chart_type: 'bar chart', x: 'kinds', y: 'heights' })).rejects.toMatchObject({
      problem: { code, message: containing(words), remedy: containing(remedy), file: containing('c.py') },
    });
  });

  it('says so when its configuration holds what cannot be told, and draws the next one', async () => {
    const source = `x = ["a"]\n${decorators('configuration')}\n@configuration\ndef changes():\n    return {'size': float('nan')}\n`;
    await expect(drawn(source, { chart_type: 'table', x: 'x' })).rejects.toMatchObject({
      problem: { code: 'block_failed', message: containing('cannot be told'), file: containing('c.py'), line: 1 },
    });
    expect((await drawn('x = ["b"]', { chart_type: 'table', x: 'x' })).drawing).toMatchObject({ headers: ['b'] });
  });

  it('notes what is left out', async () => {
    const source = 'x = list(range(6000))\ny = list(range(7))';
    const data = await drawn(source, { chart_type: 'line chart', x: 'x', y: 'y' });
    expect(data.drawing.kind === 'series' ? data.drawing.labels.length : 0).toBe(5000);
    expect(data.notes).toEqual([containing('y has 7'), 'Only the first 5000 of 6000 values are drawn.']);
  });

  it('shows an error with its line and what was printed before', async () => {
    const source = 'print("so far")\n\nx = 1 / 0\n';
    await expect(drawn(source, { chart_type: 'table', x: 'x' })).rejects.toMatchObject({
      problem: {
        message: containing('ZeroDivisionError'),
        detail: matching(/line 3.*so far/s),
        ...{ file: containing('c.py'), line: 3 },
      },
    });
  });

  it('keeps the beginning and the end of what is printed', async () => {
    const { printed } = await drawn('print("first")\nfor i in range(20000): print(i)\nx = y = [1]', {
      ...{ chart_type: 'bar chart', x: 'x', y: 'y' },
    });
    expect(printed.length).toBeLessThan(40_000);
    expect(printed).toMatch(/^first\n[^]*characters left out[^]*\n19999\n$/);
  });

  it('is stopped when its time is up, and the next one is drawn', async () => {
    const endless = { chart_type: 'table', x: 'x' };
    await expect(drawn('while True: pass', endless, { timeout: 1 })).rejects.toMatchObject({
      problem: { code: 'chart_timeout', message: containing('longer than 1 second') },
    });
    // a month is more than a timer can wait
    const next = await drawn('x = ["a"]', endless, { timeout: 2_678_400 });
    expect(next.drawing).toMatchObject({ headers: ['a'] });
  });

  it('ends with all that it has started when nobody waits for it any more', async () => {
    const mark = path.join(charts.project.root, 'spill', 'running');
    const source = `import os, subprocess, sys
child = subprocess.Popen([sys.executable, '-c', 'while True: pass'])
with open(${JSON.stringify(mark)} + '.part', 'w') as handle:
    handle.write(f'[{os.getpid()}, {child.pid}]')
os.rename(${JSON.stringify(mark)} + '.part', ${JSON.stringify(mark)})
while True: pass
`;
    const abort = new AbortController();
    const asked = charts.draw(
      { configuration: { chart_type: 'table', x: 'x' }, source, on: 'plain' },
      { code: { python: 'command' in bare ? bare.command : null }, signal: abort.signal },
    );
    const refused = expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    const pids = v.parse(v.array(v.number()), JSON.parse(await vi.waitFor(() => readFile(mark, 'utf8'), patience)));
    expect(pids.map(isRunning)).toEqual([true, true]);
    abort.abort();
    await refused;
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), patience);
  });

  it('does not run where nobody has vouched for it', async () => {
    const asked = charts.draw({ configuration: { chart_type: 'table', x: 'x' }, source: 'x = [1]', on: 'plain' });
    await expect(asked).rejects.toMatchObject({
      problem: { code: 'chart_code_untrusted', severity: 'info', remedy: containing('trust') },
    });
  });

  it('leaves nothing behind in the folder for what does not fit into memory', async () => {
    await drawn('@data_source\ndef source(data):\n    return data', { chart_type: 'table', group_by: ['kind'] });
    const left = await readdir(path.join(charts.project.root, 'spill'));
    expect(left.filter((name) => name.startsWith('chart-'))).toEqual([]);
  });
});

const patience = { timeout: 30_000, interval: 20 };

/** Whether there is a process that has not ended; one that nobody has asked for its exit code has ended all the same. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barePython, withReason } from '../../test/support/python';
import { exitCodes } from '../exit-codes';
import { runCommandLine } from '../program';
import { fakeTerminal, makeProject, type TestProject } from '../testing';

const python = await barePython();

const files = {
  'metadata.yaml': 'project_type: standalone\n',
  'pipelines/trips/metadata.yaml': `type: python
blocks:
  - {uuid: load, type: data_loader, language: sql}
  - {uuid: never, type: transformer, language: sql, upstream_blocks: [load]}
  - {uuid: words, type: custom, language: python}
widgets:
  - uuid: zones
    name: Trips by zone
    type: chart
    language: sql
    upstream_blocks: [load]
    configuration: {chart_type: bar chart, group_by: [zone], metrics: [{aggregation: sum, column: miles}], y_sort_order: descending}
  - {uuid: rows, type: chart, language: sql, upstream_blocks: [load], configuration: {chart_type: table, limit: 2}}
  - {uuid: page, type: chart, language: python, upstream_blocks: [words], configuration: {chart_type: custom}}
  - {uuid: early, type: chart, language: sql, upstream_blocks: [never], configuration: {chart_type: table}}
`,
  'data_loaders/load.sql': "SELECT i AS day, i * 1.5 AS miles, 'zone ' || (i % 2) AS zone FROM range(5) t(i)\n",
  'transformers/never.sql': 'SELECT 1\n',
  'custom/words.py': "@custom\ndef words():\n    return {'word': 'bold', 'odd': float('inf')}\n",
  'charts/page.py':
    "@render(render_type='html')\ndef page(given):\n    print('drawing')\n    assert given['odd'] > 1\n    return f\"<b>{given['word']}</b>\"\n",
  'pipelines/plain/metadata.yaml': 'type: python\nblocks: []\n',
};

let project: TestProject;
beforeAll(async () => {
  project = await makeProject(files);
  await eider('run', 'trips', '--block', 'load');
});
afterAll(() => project.remove());

async function eider(...args: string[]) {
  const terminal = fakeTerminal({ cwd: project.root, size: { columns: 60, rows: 20 } });
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.output(), err: terminal.errors() };
}

describe('eider chart', () => {
  it('draws bars as wide as the terminal allows', async () => {
    const { code, out } = await eider('chart', 'trips', 'zones');
    expect(code).toBe(exitCodes.done);
    const [title, axis, first, second] = out.split('\n');
    expect([title, axis]).toEqual(['Trips by zone', 'zone: sum(miles)']);
    expect(first).toMatch(/^zone 0 {2}9 {2}█{49}$/);
    expect(second).toMatch(/^zone 1 {2}6 {2}█{33}$/);
  });

  it('draws tables as tables', async () => {
    const { out } = await eider('chart', 'trips', 'rows');
    expect(out).toBe('rows\nday  miles  zone\n  0  0.0    zone 0\n  1  1.5    zone 1\n');
  });

  it('gives the values to programs', async () => {
    const { out } = await eider('chart', 'trips', 'zones', '--json');
    expect(JSON.parse(out)).toMatchObject({
      title: 'Trips by zone',
      drawing: { kind: 'series', labels: ['zone 0', 'zone 1'], series: [{ values: [9, 6] }] },
    });
  });

  it('lists the charts of a pipeline', async () => {
    const { code, out } = await eider('chart', 'trips');
    expect(code).toBe(exitCodes.done);
    expect(out.split('\n')[1]).toBe('zones  bar chart  load   Trips by zone');
    expect(JSON.parse((await eider('chart', 'trips', '--json')).out)).toMatchObject({
      charts: [{ uuid: 'zones', type: 'bar chart', blocks: ['load'] }, {}, {}, {}],
    });
    expect((await eider('chart', 'plain')).out).toContain('Add Chart');
  });

  it.each([
    [['trips', 'zone'], exitCodes.usage, 'Did you mean zones?'],
    [['trip'], exitCodes.usage, 'There is no pipeline trip'],
    [['trips', 'zones', '--run', 'gone'], exitCodes.usage, 'There is no run gone'],
    [['trips', 'zones', '--output', 'zones.png'], exitCodes.usage, 'gives no picture'],
    [['trips', 'early'], exitCodes.failed, 'Run the block'],
  ])('says what is wrong: %j', async (args, code, words) => {
    const result = await eider('chart', ...args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(words);
  });

  it.skipIf('unavailable' in python)(
    withReason('executes Python code and writes what it renders', python),
    async () => {
      await eider('run', 'trips', '--block', 'words');
      const { code, out, err } = await eider('chart', 'trips', 'page', '--output', 'page.html');
      expect([code, err]).toEqual([exitCodes.done, '']);
      expect(out).toContain('HTML, written to page.html.');
      expect(out).toContain('drawing');
      expect(await readFile(path.join(project.root, 'page.html'), 'utf8')).toBe('<b>bold</b>');
    },
  );
});

import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { aBlock, aBlockState, anOutput, aReading, aRun } from '../testing';
import { blockLook, pipelineLook, problemLook } from './labels';
import { pipelineChildren } from './nodes';

const menuSchema = v.array(v.object({ command: v.string(), when: v.string() }));
const manifestSchema = v.object({
  contributes: v.object({ menus: v.object({ 'view/item/context': menuSchema }) }),
});
const manifestFile = new URL('../../package.json', import.meta.url);
const { contributes } = v.parse(manifestSchema, JSON.parse(readFileSync(manifestFile, 'utf8')));

/** The commands in the menu of an element of the tree, in a workspace that is trusted. */
function menuOf(contextValue: string): string[] {
  return contributes.menus['view/item/context']
    .filter(({ when }) => when.split(' && ').every((clause) => holds(clause, contextValue)))
    .map(({ command }) => command);
}

function holds(clause: string, contextValue: string): boolean {
  const [, pattern] = /^viewItem =~ \/(.+)\/$/.exec(clause) ?? [];
  if (pattern !== undefined) return new RegExp(pattern).test(contextValue);
  const [key, value] = clause.split(' == ');
  if (key === 'viewItem') return value === contextValue;
  if (key === 'view') return value === 'eider.pipelines';
  if (clause === 'isWorkspaceTrusted') return true;
  throw new Error(`this test does not understand ${clause}`);
}

const inRun = (rest: Parameters<typeof aBlockState>[1]) => ({ run: 'r1', state: aBlockState('prepare', rest) });

describe('a block in the tree', () => {
  it('shows its type and language before it has run', () => {
    expect(blockLook(aBlock('prepare'), undefined)).toMatchObject({
      label: 'prepare',
      description: 'SQL',
      icon: 'git-compare',
      color: null,
    });
  });

  it('shows the rows of its outputs after a run', () => {
    const look = blockLook(aBlock('prepare'), inRun({ outputs: [anOutput(105870), anOutput(54378)] }));
    expect(look).toMatchObject({ description: 'SQL · 105,870 / 54,378 rows', color: 'testing.iconPassed' });
  });

  it('says in words that it runs and how far it is', () => {
    const look = blockLook(aBlock('prepare'), inRun({ status: 'running', fraction: 0.42, seconds: null }));
    expect(look).toMatchObject({ description: 'SQL · running · 42 %', icon: 'loading~spin' });
  });

  it('says in words that it failed, and why in the tooltip', () => {
    const failure = { code: 'sql', severity: 'error', message: 'No column a_b.' } as const;
    const look = blockLook(aBlock('prepare'), inRun({ status: 'failed', failure }));
    expect(look).toMatchObject({ description: 'SQL · failed', icon: 'error' });
    expect(look.tooltip).toContain('No column a\\_b\\.');
  });

  it('is marked when its file is missing', () => {
    const look = blockLook(aBlock('prepare', { fileExists: false }), undefined);
    expect(look.icon).toBe('warning');
    expect(look.tooltip).toContain('Its file is missing');
  });

  it('says when it is out of date, beside its rows, and why in a list', () => {
    const reasons = ['its code has changed', 'ingest would run first'];
    const freshness = { uuid: 'prepare', madeAt: '2024-01-31T10:00:00.000Z', stale: true, reasons };
    const look = blockLook(aBlock('prepare'), inRun({ outputs: [anOutput(7)] }), freshness);
    expect(look).toMatchObject({ description: 'SQL · out of date · 7 rows', color: 'charts.yellow' });
    expect(look.tooltip).toContain('Out of date:\n\n- its code has changed\n- ingest would run first');
  });

  it('that is up to date says so in its tooltip only', () => {
    const freshness = { uuid: 'prepare', madeAt: '2024-01-31T10:00:00.000Z', stale: false, reasons: [] };
    const look = blockLook(aBlock('prepare'), inRun({ outputs: [anOutput(7)] }), freshness);
    expect(look).toMatchObject({ description: 'SQL · 7 rows', color: 'testing.iconPassed' });
    expect(look.tooltip).toContain('Up to date, made ');
  });

  it('can be run unless its type never runs', () => {
    expect(blockLook(aBlock('prepare'), undefined).contextValue).toBe('block.runnable.sql');
    expect(blockLook(aBlock('notes', { type: 'markdown' }), undefined).contextValue).toBe('block');
  });
});

describe('the menu of a block in the tree', () => {
  const code = ['eider.debugBlock', 'eider.openConsole'];
  const every = ['eider.runBlock', 'eider.runWithInteraction', 'eider.addChart', 'eider.showOutput'];

  it('has what can be done with its output and with its code', () => {
    const python = menuOf(blockLook(aBlock('a', { language: 'python' }), undefined).contextValue);
    expect(python).toEqual(expect.arrayContaining([...every, ...code]));
    const sql = menuOf(blockLook(aBlock('a'), undefined).contextValue);
    expect(sql).toEqual(expect.arrayContaining(every));
    expect(sql.filter((command) => code.includes(command))).toEqual([]);
  });

  it('has nothing for the code of a data product, which has none', () => {
    const product = aBlock('a', { type: 'global_data_product', language: 'python' });
    const menu = menuOf(blockLook(product, undefined).contextValue);
    expect(menu).toEqual(expect.arrayContaining(every));
    expect(menu.filter((command) => code.includes(command))).toEqual([]);
  });

  it.each(['callback', 'conditional', 'markdown'] as const)('offers neither a run nor a chart for a %s', (type) => {
    const menu = menuOf(blockLook(aBlock('a', { type, language: 'python' }), undefined).contextValue);
    expect(menu).toContain('eider.openBlock');
    expect(menu.filter((command) => ['eider.runBlock', 'eider.addChart', ...code].includes(command))).toEqual([]);
  });

  it('is not the menu of a pipeline that runs or cannot run', () => {
    expect(menuOf('pipeline')).toContain('eider.runWithInteraction');
    expect(menuOf('pipeline.running')).not.toContain('eider.runWithInteraction');
    expect(menuOf('pipeline.not-runnable')).not.toContain('eider.runWithInteraction');
  });
});

describe('a pipeline in the tree', () => {
  it('offers to cancel while it runs', () => {
    const run = aRun('r1', [aBlockState('a'), aBlockState('b', { status: 'running' })], 'running');
    expect(pipelineLook('taxi', run, false)).toMatchObject({
      description: 'running · 1/2',
      contextValue: 'pipeline.running',
    });
  });

  it('stays quiet when all is well', () => {
    expect(pipelineLook('taxi', aRun('r1', []), false).description).toBe('');
    expect(pipelineLook('taxi', null, false)).toMatchObject({ description: '', contextValue: 'pipeline' });
  });

  it('is marked when its file has problems', () => {
    expect(pipelineLook('taxi', null, true).icon).toBe('warning');
  });
});

describe('what a pipeline unfolds to', () => {
  const problem = { code: 'x', severity: 'error', message: 'Broken.', line: 4 } as const;

  it('is its problems, then its blocks in the order of the file', () => {
    const children = pipelineChildren('/project', aReading([aBlock('b'), aBlock('a')], { problems: [problem] }));
    expect(children.map((child) => (child.kind === 'block' ? child.block : child.problem.message))).toEqual([
      'Broken.',
      'b',
      'a',
    ]);
  });

  it('is its problems alone when nothing of it can be read, and they lead to its file', () => {
    const reading = { ...aReading([]), pipeline: null, problems: [problem] };
    const [child] = pipelineChildren('/project', reading);
    expect(child).toMatchObject({ kind: 'problem', problem: { file: reading.file } });
  });

  it('shows a uuid that occurs twice once, so that every element has an id of its own', () => {
    const ids = pipelineChildren('/project', aReading([aBlock('a'), aBlock('a')])).map((child) => child.id);
    expect(ids).toHaveLength(1);
  });

  it('says where a problem stands', () => {
    expect(problemLook(problem)).toMatchObject({ label: 'Broken.', description: 'line 4', icon: 'error' });
  });
});

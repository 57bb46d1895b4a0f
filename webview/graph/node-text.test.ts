import { describe, expect, it } from 'vitest';
import type { GraphNode, GraphSnapshot } from '../../core/protocol/webview';
import { actionBlocks, runSummary } from './actions';
import { announcement } from './announce';
import { flowElements } from './flow-elements';
import { emptyGraphState, pipelineKey, selectionAfter } from './graph-state';
import { allCountsText, allRowsText, countsText, nodeLabels, rowsText, statusText } from './node-text';

function block(uuid: string, change: Partial<GraphNode> = {}): GraphNode {
  return {
    ...{ uuid, name: uuid, type: 'transformer', language: 'sql', color: null },
    ...{ x: 0, y: 0, width: 248, height: 76 },
    ...{ status: null, startedAt: null, seconds: null, rows: [], children: null, failure: null },
    ...{ freshness: null, problems: [] },
    ...change,
  };
}
const snapshot: GraphSnapshot = {
  ...{ view: 'graph', project: '/taxi', pipeline: 'prep', title: 'prep', trusted: true },
  ...{ runStatus: null, selected: null, ticket: 0, problems: [] },
  nodes: [block('ingest'), block('prepare'), block('build')],
  edges: [
    { from: 'ingest', to: 'prepare' },
    { from: 'prepare', to: 'build' },
    { from: 'prepare', to: 'gone' },
  ],
};
function changed(uuid: string, change: Partial<GraphNode>, rest: Partial<GraphSnapshot> = {}): GraphSnapshot {
  return {
    ...snapshot,
    ...rest,
    nodes: snapshot.nodes.map((node) => (node.uuid === uuid ? { ...node, ...change } : node)),
  };
}

describe('the words on a block', () => {
  it('says how long it has been running, and how long it took', () => {
    const now = Date.parse('2024-01-01T00:01:05Z');
    expect(statusText({ status: 'running', startedAt: '2024-01-01T00:00:00Z', seconds: null }, now)).toBe(
      'Running · 1:05',
    );
    expect(statusText({ status: 'completed', startedAt: null, seconds: 1.24 }, now)).toBe('1.2 s');
    expect(statusText({ status: 'failed', startedAt: null, seconds: 1.24 }, now)).toBe('Failed · 1.2 s');
    expect(statusText({ status: 'upstream_failed', startedAt: null, seconds: 0 }, now)).toBe('Upstream failed');
    expect(statusText({ status: null, startedAt: null, seconds: null }, now)).toBe('Not run');
  });
  it('counts the runs of a block that runs once for each item', () => {
    const children = { total: 10_000, completed: 10_000, failed: 0, conditionFailed: 0 };
    expect(countsText({ rows: [], children })).toBe('10,000 runs');
    expect(countsText({ rows: [], children: { ...children, completed: 7 } })).toBe('7 of 10,000 runs');
    expect(allCountsText({ rows: [], children: { total: 3, completed: 1, failed: 1, conditionFailed: 1 } })).toBe(
      '1 of 3 runs, 1 failed, 1 not run, their condition was not met',
    );
  });

  it('counts the rows of the first output and the other outputs', () => {
    expect(rowsText([])).toBe('');
    expect(rowsText([1])).toBe('1 row');
    expect(rowsText([105_870])).toBe('105,870 rows');
    expect(rowsText([105_870, 54_378, 51_492])).toBe('105,870 rows +2');
    expect(rowsText([12_345_678])).toBe('12,345,678 rows');
    expect(rowsText([1_234_567_890, 1])).toBe('1.23B rows +1');
    expect(allRowsText([1_234_567_890])).toBe('1,234,567,890 rows');
  });
  it('tells a screen reader everything the drawing shows', () => {
    const problem = { code: 'x', severity: 'warning' as const, message: 'unused' };
    const change = {
      status: 'completed' as const,
      seconds: 1.24,
      rows: [105_870, 54_378, 51_492],
      problems: [problem],
    };
    expect(nodeLabels(changed('prepare', change)).get('prepare')).toBe(
      'prepare, transformer, SQL. Completed in 1.2 s. 105,870, 54,378 and 51,492 rows. 1 problem. After ingest. Before build.',
    );
  });
  it('tells a screen reader why a block is out of date, and nothing where the drawing has no word', () => {
    const lines = ['its code has changed', 'ingest would run first'];
    const stale = { freshness: { word: 'out of date', stale: true, lines } };
    expect(nodeLabels(changed('prepare', stale)).get('prepare')).toBe(
      'prepare, transformer, SQL. Not run. Out of date: its code has changed; ingest would run first. After ingest. Before build.',
    );
    const fresh = { freshness: { word: '', stale: false, lines: ['up to date, made 10:05:00'] } };
    expect(nodeLabels(changed('prepare', fresh)).get('prepare')).not.toContain('date');
  });
});

describe('announcements', () => {
  it('says nothing about the first snapshot or another pipeline', () => {
    expect(announcement(null, snapshot)).toBe('');
    expect(announcement(snapshot, changed('ingest', { status: 'running' }, { pipeline: 'other' }))).toBe('');
  });
  it('names a block whose state has changed, with its duration and rows', () => {
    const before = changed('ingest', { status: 'running' }, { runStatus: 'running' });
    const after = changed('ingest', { status: 'completed', seconds: 0.34, rows: [110_128] }, { runStatus: 'running' });
    expect(announcement(before, after)).toBe('ingest completed in 340 ms, 110,128 rows.');
    expect(announcement(after, after)).toBe('');
  });
  it('says when a run starts and how it ends', () => {
    const running = changed('ingest', { status: 'running' }, { runStatus: 'running' });
    expect(announcement(snapshot, running)).toBe('Run started. ingest running.');
    const failure = { code: 'x', severity: 'error' as const, message: 'no such column' };
    const failed = changed('ingest', { status: 'failed', failure }, { runStatus: 'failed' });
    expect(announcement(running, failed)).toBe('ingest failed: no such column. Run failed.');
  });
  it('counts where many change at once', () => {
    const many = { ...snapshot, nodes: Array.from({ length: 40 }, (_, index) => block(`b${index}`)) };
    const done = { ...many, nodes: many.nodes.map((node) => ({ ...node, status: 'completed' as const })) };
    expect(announcement(many, done)).toBe('40 blocks completed.');
  });
});

describe('what can be done', () => {
  it('runs nothing in a workspace that is not trusted, but shows outputs', () => {
    const blocked = actionBlocks({ ...snapshot, trusted: false }, 'ingest');
    expect(blocked.run).toContain('not trusted');
    expect(blocked.runBlock).toContain('not trusted');
    expect(blocked.showOutput).toBeNull();
  });
  it('asks for a selection before running a block', () => {
    expect(actionBlocks(snapshot, null)).toMatchObject({ run: null, runBlock: 'select a block first' });
    expect(actionBlocks(snapshot, 'ingest').runBlock).toBeNull();
    expect(actionBlocks(snapshot, 'ingest').debugBlock).toContain('only Python and TypeScript');
    const product = { ...block('trips'), type: 'global_data_product' as const, language: 'python' as const };
    const blocked = actionBlocks({ ...snapshot, nodes: [product] }, 'trips');
    expect(blocked).toMatchObject({ runBlock: null, debugBlock: 'a data product has no code of its own' });
  });
  it('can cancel only what runs, and runs only once', () => {
    expect(actionBlocks(snapshot, null).cancel).not.toBeNull();
    const running = actionBlocks({ ...snapshot, runStatus: 'running' }, 'ingest');
    expect(running).toMatchObject({ cancel: null });
    expect(running.run).not.toBeNull();
  });
  it('counts the blocks that are done', () => {
    const nodes = [
      block('a', { status: 'completed' }),
      block('b', { status: 'running' }),
      block('c', { status: 'pending' }),
    ];
    expect(runSummary({ ...snapshot, runStatus: 'running', nodes })).toBe('Running · 1 of 3 done');
  });
});

describe('the drawing of a snapshot', () => {
  const options = { selected: 'prepare', labels: new Map<string, string>(), reducedMotion: false };
  it('leaves out edges to blocks that do not exist', () => {
    expect(flowElements(snapshot, options).edges.map((edge) => edge.id)).toEqual([
      'ingest → prepare',
      'prepare → build',
    ]);
  });
  it('keeps the very nodes and edges that have not changed', () => {
    const first = flowElements(snapshot, options);
    const second = flowElements(structuredClone(changed('build', { status: 'running' })), options, first);
    expect(second.nodes[0]).toBe(first.nodes[0]);
    expect(second.nodes[2]).not.toBe(first.nodes[2]);
    expect(second.edges[0]).toBe(first.edges[0]);
  });
  it('moves the edges into a running block, unless less motion is wanted', () => {
    const running = changed('build', { status: 'running' });
    expect(flowElements(running, options).edges.map((edge) => edge.animated)).toEqual([false, true]);
    const still = flowElements(running, { ...options, reducedMotion: true });
    expect(still.edges.map((edge) => edge.animated)).toEqual([false, false]);
  });
  it('has one stop for the Tab key: the selection, else the first block', () => {
    const stops = (selected: string | null) =>
      flowElements(snapshot, { ...options, selected })
        .nodes.filter((node) => node.data.tabStop)
        .map((node) => node.id);
    expect(stops('build')).toEqual(['build']);
    expect(stops(null)).toEqual(['ingest']);
  });
});

describe('the selection after a snapshot', () => {
  const own = { block: 'build', ticket: 1 };
  const told = { ...snapshot, ticket: 1 };
  it('stays the own one until the host has a new one', () => {
    expect(selectionAfter(told, told, own, emptyGraphState)).toBe('build');
    expect(selectionAfter(told, { ...told, selected: 'ingest' }, own, emptyGraphState)).toBe('ingest');
  });
  it('is not taken back by a snapshot that was made before the host heard of it', () => {
    const late = { ...told, selected: 'prepare' };
    expect(selectionAfter(told, late, { block: 'build', ticket: 2 }, emptyGraphState)).toBe('build');
    const answer = { ...told, selected: 'build', ticket: 2 };
    expect(selectionAfter(late, answer, { block: 'build', ticket: 2 }, emptyGraphState)).toBe('build');
  });
  it('is the one that the host chose after it had heard of the own one', () => {
    const back = { ...told, selected: 'prepare', ticket: 2 };
    const before = { ...told, selected: 'prepare' };
    expect(selectionAfter(before, back, { block: 'build', ticket: 2 }, emptyGraphState)).toBe('prepare');
  });
  it('comes back after a reload of the same pipeline only', () => {
    const kept = { ...emptyGraphState, pipeline: pipelineKey(snapshot), selected: 'build' };
    const none = { block: null, ticket: 0 };
    expect(selectionAfter(null, snapshot, none, kept)).toBe('build');
    expect(selectionAfter(null, { ...snapshot, pipeline: 'other' }, none, kept)).toBeNull();
  });
  it('ends with its block', () => {
    const without = { ...told, nodes: snapshot.nodes.slice(0, 2) };
    expect(selectionAfter(told, without, own, emptyGraphState)).toBeNull();
  });
});

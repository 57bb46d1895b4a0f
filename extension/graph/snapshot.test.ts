import { describe, expect, it } from 'vitest';
import { aBlock, aBlockState, anOutput, aReading, aRun } from '../testing';
import { restoredPipeline } from './restored';
import { graphSnapshot, layoutQuery, type GraphInput } from './snapshot';

const reading = aReading([
  aBlock('ingest', { position: { line: 3, column: 3 } }),
  aBlock('prepare', { upstream: ['ingest'], position: { line: 9, column: 3 } }),
]);
const input: GraphInput = {
  project: '/project',
  reading,
  layout: {
    positions: [
      { id: 'ingest', x: 0, y: 10 },
      { id: 'prepare', x: 264, y: 10 },
    ],
  },
  runs: [],
  freshness: null,
  trusted: true,
  selected: null,
  ticket: 0,
  problems: [],
};

describe('the picture of a pipeline', () => {
  it('has a node a block and an edge an upstream', () => {
    const { nodes, edges, runStatus } = graphSnapshot(input);
    expect(nodes.map(({ uuid, x, status }) => [uuid, x, status])).toEqual([
      ['ingest', 0, null],
      ['prepare', 264, null],
    ]);
    expect(edges).toEqual([{ from: 'ingest', to: 'prepare' }]);
    expect(runStatus).toBeNull();
  });

  it('shows the newest run, and blocks that it left out as the run before left them', () => {
    const runs = [
      aRun('r2', [aBlockState('prepare', { status: 'running', seconds: null })], 'running'),
      aRun('r1', [aBlockState('ingest', { outputs: [anOutput(7)] }), aBlockState('prepare')]),
    ];
    const { nodes, runStatus } = graphSnapshot({ ...input, runs });
    expect(runStatus).toBe('running');
    expect(nodes).toMatchObject([
      { uuid: 'ingest', status: 'completed', rows: [7] },
      { uuid: 'prepare', status: 'running', rows: [] },
    ]);
  });

  it('says which blocks are out of date, unless a run has a word to say of them', () => {
    const madeAt = '2024-01-31T10:00:00.000Z';
    const stale = (uuid: string) => ({ uuid, madeAt, stale: true, reasons: ['its code has changed'] });
    const freshness = new Map(['ingest', 'prepare'].map((uuid) => [uuid, stale(uuid)]));
    const runs = [aRun('r1', [aBlockState('ingest'), aBlockState('prepare', { status: 'failed' })], 'failed')];
    const { nodes } = graphSnapshot({ ...input, runs, freshness });
    expect(nodes.map((node) => node.freshness)).toEqual([
      { word: 'out of date', stale: true, lines: ['its code has changed'] },
      null,
    ]);
  });

  it('puts a problem on the block whose entry it stands in', () => {
    const problem = { code: 'x', severity: 'error', message: 'Bad.', file: reading.file, line: 10 } as const;
    const general = { ...problem, line: 1 };
    const snapshot = graphSnapshot({ ...input, reading: { ...reading, problems: [problem, general] } });
    expect(snapshot.nodes.map(({ problems }) => problems.length)).toEqual([0, 1]);
    expect(snapshot.problems).toEqual([general]);
  });

  it('selects only a block that is there', () => {
    expect(graphSnapshot({ ...input, selected: 'prepare' }).selected).toBe('prepare');
    expect(graphSnapshot({ ...input, selected: 'gone' }).selected).toBeNull();
  });

  it('is empty with its problems when the file cannot be read', () => {
    const problem = { code: 'yaml', severity: 'error', message: 'Bad.' } as const;
    const broken = { ...reading, pipeline: null, problems: [problem] };
    const snapshot = graphSnapshot({ ...input, reading: broken });
    expect(snapshot).toMatchObject({ title: 'taxi', nodes: [], problems: [problem] });
    expect(layoutQuery(broken).nodes).toEqual([]);
  });
});

describe('a graph that comes back after a reload', () => {
  const open = [{ project: '/project', pipeline: 'taxi' }];

  it('is the one that its view remembers', () => {
    const state = { pipeline: JSON.stringify(['/other', 'rides']), selected: null, viewport: null };
    expect(restoredPipeline(state, 'taxi', open)).toEqual({ project: '/other', pipeline: 'rides' });
  });

  it('is found by its title when its view remembers nothing', () => {
    expect(restoredPipeline(undefined, 'taxi', open)).toEqual(open[0]);
    expect(restoredPipeline({ pipeline: 'no json' }, 'rides', open)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { aBlockState, anOutput, aRun } from '../testing';
import { newestRuns, runBlockLook, runBlockNodes, runLook, runNode } from './nodes';

const ref = (project: string, run: string) => ({ project, pipeline: 'taxi', run });

describe('the runs', () => {
  it('of all projects come newest first', () => {
    const runs = [ref('/a', '20240131-1'), ref('/a', '20240129-1'), ref('/b', '20240130-1')];
    expect(newestRuns(runs, 2).map(({ project }) => project)).toEqual(['/a', '/b']);
  });

  it('that go on can be cancelled and say how far they are', () => {
    const run = aRun('r', [aBlockState('a'), aBlockState('b', { status: 'pending' })], 'running');
    const look = runLook(run, new Date());
    expect(look.contextValue).toBe('run.running');
    expect(look.description).toMatch(/^running · 1\/2 · /);
  });

  it('that were interrupted say so', () => {
    expect(runLook(aRun('r', [], 'interrupted'), new Date()).description).toMatch(/^interrupted · /);
  });

  it('say of a block what it took of the machine, as far as that is known', () => {
    const tooltip = (usage: { cpu: number; memory: number | null } | null) =>
      runBlockLook(aBlockState('a', { usage })).tooltip;
    expect(tooltip({ cpu: 2.14, memory: 340_000_000 })).toContain('CPU 2.1 s · memory 340 MB');
    expect(tooltip({ cpu: 2.14, memory: null })).toMatch(/CPU 2\.1 s$/);
    expect(tooltip(null)).not.toContain('CPU');
  });

  it('unfold to their blocks', () => {
    const run = aRun('r', [aBlockState('a', { outputs: [anOutput(3)] }), aBlockState('b', { status: 'failed' })]);
    const nodes = runBlockNodes(runNode(ref('/a', 'r'), run));
    expect(nodes.map((node) => [node.block, runBlockLook(node.state).description])).toEqual([
      ['a', 'completed · 1.2 s · 3 rows'],
      ['b', 'failed · 1.2 s'],
    ]);
  });
});

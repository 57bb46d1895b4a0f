import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cycleEdges, findCycle, findCycles, formatCycle } from './cycle';
import { layerOf } from './layers';
import { edgesOf, type GraphNode } from './node';
import { topologicalOrder } from './order';
import { ancestorsOf, descendantsOf, selectBlocks } from './select';

/** `graph('a', 'b<a', 'c<a,b')`: each node with what it reads. */
function graph(...nodes: string[]): GraphNode[] {
  return nodes.map((text) => {
    const [uuid = '', upstream] = text.split('<');
    return { uuid, upstream: upstream === undefined ? [] : upstream.split(',') };
  });
}
const uuids = (nodes: readonly GraphNode[]) => nodes.map((node) => node.uuid);

/** Any directed graph of up to twelve nodes, cycles and self loops included. */
const anyGraph = fc
  .integer({ min: 0, max: 12 })
  .chain((size) =>
    fc
      .array(fc.array(fc.nat({ max: 12 }), { maxLength: 3 }), { minLength: size, maxLength: size })
      .map((upstreams): GraphNode[] =>
        upstreams.map((upstream, index) => ({ uuid: `n${index}`, upstream: upstream.map((at) => `n${at}`) })),
      ),
  );

describe('topologicalOrder', () => {
  it('puts every block after the blocks it reads', () => {
    expect(uuids(topologicalOrder(graph('c<b', 'b<a', 'a')))).toEqual(['a', 'b', 'c']);
  });

  it('keeps the order of the file among blocks that do not depend on each other', () => {
    expect(uuids(topologicalOrder(graph('z', 'y<z', 'a', 'b<a')))).toEqual(['z', 'y', 'a', 'b']);
  });

  it('ignores an upstream that does not exist', () => {
    expect(uuids(topologicalOrder(graph('a<gone', 'b<a')))).toEqual(['a', 'b']);
  });

  it('still lists every block of a graph with a cycle', () => {
    expect(uuids(topologicalOrder(graph('a<c', 'b<a', 'c<b', 'd')))).toEqual(['d', 'a', 'b', 'c']);
  });

  it('lists every node once, and in order where there is no cycle', () => {
    fc.assert(
      fc.property(anyGraph, (nodes) => {
        const order = uuids(topologicalOrder(nodes));
        expect([...order].sort()).toEqual([...uuids(nodes)].sort());
        if (findCycle(nodes) !== null) return;
        for (const { from, to } of edgesOf(nodes)) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
      }),
    );
  });
});

describe('layerOf', () => {
  it('gives the longest distance from a block that reads nothing', () => {
    const layers = layerOf(graph('a', 'b<a', 'c<a,b', 'alone'));
    expect(Object.fromEntries(layers)).toEqual({ a: 0, b: 1, c: 2, alone: 0 });
  });

  it('gives every node of a graph with a cycle a layer', () => {
    fc.assert(fc.property(anyGraph, (nodes) => layerOf(nodes).size === nodes.length));
  });
});

describe('findCycle', () => {
  it('names the cycle in the direction of the data, from its first block of the file', () => {
    const cycle = findCycle(graph('start', 'b<a', 'a<b,start'));
    expect(cycle).toEqual(['b', 'a', 'b']);
    expect(formatCycle(cycle ?? [])).toBe('b → a → b');
  });

  it('finds a block that reads itself', () => {
    expect(findCycle(graph('a<a'))).toEqual(['a', 'a']);
  });

  it('finds nothing where two ways meet again', () => {
    expect(findCycle(graph('a', 'b<a', 'c<a', 'd<b,c'))).toBeNull();
  });

  it('reports every knot of the graph', () => {
    expect(findCycles(graph('a<b', 'b<a', 'c<b', 'd<e', 'e<d'))).toEqual([
      ['a', 'b', 'a'],
      ['d', 'e', 'd'],
    ]);
    expect(cycleEdges(graph('a<b', 'b<a', 'c<b'))).toEqual([
      { from: 'b', to: 'a' },
      { from: 'a', to: 'b' },
    ]);
  });

  it('survives a chain of fifty thousand blocks', () => {
    const chain = Array.from({ length: 50_000 }, (_, index) => ({
      uuid: `n${index}`,
      upstream: index === 0 ? ['n49999'] : [`n${index - 1}`],
    }));
    expect(findCycle(chain)).toHaveLength(50_001);
  });

  it('gives real cycles, and none only when an order exists', () => {
    fc.assert(
      fc.property(anyGraph, (nodes) => {
        const edges = new Set(edgesOf(nodes).map(({ from, to }) => `${from} ${to}`));
        const cycles = findCycles(nodes);
        for (const cycle of cycles) {
          expect(cycle[0]).toBe(cycle.at(-1));
          cycle.slice(1).forEach((to, index) => expect(edges).toContain(`${cycle[index] ?? ''} ${to}`));
        }
        const order = uuids(topologicalOrder(nodes));
        const ordered = edgesOf(nodes).every(({ from, to }) => order.indexOf(from) < order.indexOf(to));
        expect(cycles.length === 0).toBe(ordered);
        expect(cycleEdges(nodes).length > 0).toBe(cycles.length > 0);
      }),
    );
  });
});

describe('selectBlocks', () => {
  const nodes = graph('d<b,c', 'a', 'b<a', 'c<a', 'other');

  it('gives one block alone', () => {
    expect(uuids(selectBlocks(nodes, { block: 'b', mode: 'only' }))).toEqual(['b']);
  });

  it('gives a block and all it needs, in the order to run them', () => {
    expect(uuids(selectBlocks(nodes, { block: 'd', mode: 'upstream' }))).toEqual(['a', 'b', 'c', 'd']);
    expect([...ancestorsOf(nodes, 'b')]).toEqual(['a']);
  });

  it('gives a block and all that depends on it', () => {
    expect(uuids(selectBlocks(nodes, { block: 'a', mode: 'downstream' }))).toEqual(['a', 'b', 'c', 'd']);
    expect([...descendantsOf(nodes, 'c')]).toEqual(['d']);
  });

  it('says which blocks there are when asked for one that does not exist', () => {
    expect(() => selectBlocks(nodes, { block: 'e', mode: 'only' })).toThrow('There is no block e');
  });

  it('ends on a cycle', () => {
    expect(uuids(selectBlocks(graph('a<b', 'b<a'), { block: 'a', mode: 'upstream' }))).toEqual(['a', 'b']);
  });
});

import { describe, expect, it } from 'vitest';
import { createRandom } from '../learn/random';
import { tidyTree } from './tidy-tree';

describe('a tidy tree', () => {
  it('puts a parent in the middle above its children, as near to each other as they can be', () => {
    expect(tidyTree([[1, 2], [3, 4], [], [], []])).toEqual([
      { level: 0, place: 1 },
      { level: 1, place: 0.5 },
      { level: 1, place: 1.5 },
      { level: 2, place: 0 },
      { level: 2, place: 1 },
    ]);
  });

  it('lets a shallow subtree come nearer than a deep one is wide', () => {
    // 1 has four grandchildren; 2, a leaf, stands beside 1 and not beside them
    const places = tidyTree([[1, 2], [3, 4], [], [5, 6], [7, 8], [], [], [], []]);
    expect((places[2]?.place ?? 0) - (places[1]?.place ?? 0)).toBe(1);
    expect(Math.min(...places.map(({ place }) => place))).toBe(0);
  });

  it('places a single node, and none', () => {
    expect(tidyTree([[]])).toEqual([{ level: 0, place: 0 }]);
    expect(tidyTree([])).toEqual([]);
  });

  it('draws equal subtrees alike, and nothing over each other, in any tree', () => {
    const random = createRandom(5);
    for (let tree = 0; tree < 40; tree += 1) {
      const children: number[][] = [[]];
      for (let node = 1; node < 60; node += 1) {
        children.push([]);
        children[Math.floor(random.next() * node)]?.push(node);
      }
      const places = tidyTree(children);
      const deepest = Math.max(...places.map(({ level }) => level));
      for (let on = 0; on <= deepest; on += 1) {
        const level = places.filter((place) => place.level === on);
        const sorted = level.map(({ place }) => place).sort((a, b) => a - b);
        for (const [at, place] of sorted.entries()) {
          if (at > 0) expect(place - (sorted[at - 1] ?? 0)).toBeGreaterThanOrEqual(1 - 1e-9);
        }
      }
      for (const [node, below] of children.entries()) {
        const [from = 0, to = 0] = [below[0], below.at(-1)].map((child) => places[child ?? 0]?.place ?? 0);
        if (below.length > 0) expect(places[node]?.place).toBeCloseTo((from + to) / 2, 9);
      }
    }
  });
});

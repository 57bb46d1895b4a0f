import { atQuantile, multiple, type Domain } from './domain';
import type { Node } from './parameter-tree';

/** The number of points of the grid over a space. */
export function gridSize(node: Node, points: number): number {
  switch (node.kind) {
    case 'constant':
      return 1;
    case 'number':
      return pointCount(node.dimension.domain, points);
    case 'choice':
      return node.options.reduce((sum, option) => sum + gridSize(option, points), 0);
    case 'list':
      return node.items.reduce((product, item) => product * gridSize(item, points), 1);
    case 'record':
      return node.entries.reduce((product, [, entry]) => product * gridSize(entry, points), 1);
  }
}

/** The parameters at one point of the grid, from 0; the last parameter changes first. */
export function gridPoint(node: Node, points: number, at: number): unknown {
  switch (node.kind) {
    case 'constant':
      return structuredClone(node.value);
    case 'number':
      return pointOf(node.dimension.domain, points, at);
    case 'choice': {
      let left = at;
      for (const option of node.options) {
        const size = gridSize(option, points);
        if (left < size) return gridPoint(option, points, left);
        left -= size;
      }
      return null;
    }
    case 'list':
      return pointsOf(node.items, points, at);
    case 'record': {
      const values = pointsOf(
        node.entries.map(([, entry]) => entry),
        points,
        at,
      );
      return Object.fromEntries(node.entries.map(([name], index) => [name, values[index]]));
    }
  }
}

function pointsOf(nodes: readonly Node[], points: number, at: number): unknown[] {
  const values: unknown[] = [];
  let left = at;
  for (const node of [...nodes].reverse()) {
    const size = gridSize(node, points);
    values.unshift(gridPoint(node, points, left % size));
    left = Math.floor(left / size);
  }
  return values;
}

/** A random integer has no order to choose a few from, so all of it is in the grid. */
function pointCount(domain: Domain, points: number): number {
  if (domain.kind === 'categories') return domain.count;
  return domain.steps === null ? points : Math.min(points, domain.steps.last - domain.steps.first + 1);
}

/** A range's points include both ends; those of a normal distribution part it into pieces of the same probability. */
function pointOf(domain: Domain, points: number, at: number): number {
  const count = pointCount(domain, points);
  if (domain.kind === 'categories') return domain.offset + at;
  if (domain.low === -Infinity) return atQuantile(domain, (at + 0.5) / count);
  const fraction = count === 1 ? 0.5 : at / (count - 1);
  if (domain.steps === null) return atQuantile(domain, fraction);
  const { q, first, last } = domain.steps;
  return multiple(first + Math.round(fraction * (last - first)), q);
}

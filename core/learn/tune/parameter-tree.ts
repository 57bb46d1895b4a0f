import { EiderError } from '../../errors';
import { holds, type Domain } from './domain';

/** One parameter to search. */
export interface Dimension {
  /** Its path in the space, such as `model[1].depth`. */
  readonly label: string;
  /** Its place among the space's parameters. */
  readonly index: number;
  readonly domain: Domain;
}

/** A checked space, ready to draw from. */
export type Node =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'number'; readonly dimension: Dimension }
  | { readonly kind: 'choice'; readonly dimension: Dimension; readonly options: readonly Node[] }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, Node])[] };

/** A checked space and all its parameters, those of options that exclude each other too. */
export interface ParameterTree {
  readonly root: Node;
  readonly dimensions: readonly Dimension[];
}

/** What was drawn for each dimension by its index; a choice's option by its number, NaN where it was not asked for. */
export type Draws = Float64Array;

/** Parameters with every dimension that is asked for drawn by `draw`, a choice before what is inside its option. */
export function assemble(node: Node, draw: (dimension: Dimension) => number): unknown {
  switch (node.kind) {
    case 'constant':
      return structuredClone(node.value);
    case 'number':
      return draw(node.dimension);
    case 'choice': {
      const chosen = node.options[draw(node.dimension)];
      return chosen === undefined ? null : assemble(chosen, draw);
    }
    case 'list':
      return node.items.map((item) => assemble(item, draw));
    case 'record':
      return Object.fromEntries(node.entries.map(([name, entry]) => [name, assemble(entry, draw)]));
  }
}

/**
 * What must have been drawn to get these parameters. Where several options of a choice could have given them, the
 * first counts. Throws `trial_invalid` for parameters that the space does not hold.
 */
export function drawsOf({ root, dimensions }: ParameterTree, parameters: unknown, trial: number): Draws {
  const draws = new Float64Array(dimensions.length).fill(NaN);
  const misfit = match(root, parameters, draws, 'the parameters');
  if (misfit === null) return draws;
  throw new EiderError({
    code: 'trial_invalid',
    message: `Trial ${trial} does not fit the search space: ${misfit}.`,
    remedy: 'Go on with the space that its trials were made with, or leave the earlier trials out.',
  });
}

/** Fills in the draws; gives what does not fit, or null when all does. */
function match(node: Node, value: unknown, draws: Draws, path: string): string | null {
  switch (node.kind) {
    case 'constant':
      return sameJson(node.value, value) ? null : `${path} is ${shown(value)} instead of ${shown(node.value)}`;
    case 'number': {
      const { label, index, domain } = node.dimension;
      if (typeof value !== 'number' || !holds(domain, value)) return `${label} is ${shown(value)}, which is outside`;
      draws[index] = value;
      return null;
    }
    case 'choice': {
      for (const [chosen, option] of node.options.entries()) {
        const tried = draws.slice();
        if (match(option, value, tried, path) !== null) continue;
        draws.set(tried);
        draws[node.dimension.index] = chosen;
        return null;
      }
      return `${node.dimension.label} is ${shown(value)}, which is none of its options`;
    }
    case 'list': {
      if (!Array.isArray(value) || value.length !== node.items.length)
        return `${path} is not a list of ${node.items.length}`;
      const items: readonly unknown[] = value;
      return firstMisfit(node.items, (item, index) => match(item, items[index], draws, `${path}[${index}]`));
    }
    case 'record': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path} is not an object`;
      const given = new Map<string, unknown>(Object.entries(value));
      const known = new Set(node.entries.map(([name]) => name));
      const more = [...given.keys()].find((name) => !known.has(name));
      if (more !== undefined) return `the space has no parameter ${more}`;
      return firstMisfit(node.entries, ([name, entry]) =>
        given.has(name) ? match(entry, given.get(name), draws, name) : `${name} is missing`,
      );
    }
  }
}

function firstMisfit<Item>(items: readonly Item[], check: (item: Item, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const misfit = check(item, index);
    if (misfit !== null) return misfit;
  }
  return null;
}

function sameJson(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const entries = Object.entries(one);
  const others = new Map<string, unknown>(Object.entries(other));
  return entries.length === others.size && entries.every(([name, value]) => sameJson(value, others.get(name)));
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

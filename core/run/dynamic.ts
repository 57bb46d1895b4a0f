import type { BlockInput } from '../blocks/contract';
import { EiderError } from '../errors';
import type { Block } from '../project/types';
import type { Basis } from '../protocol/outputs';
import type { Child } from '../protocol/run-events';
import { readItems, type BlockValue, type GivenChildren, type Item } from './block-value';

/** The arguments of one run of a block, and what they hold. */
export interface Arguments {
  readonly inputs: readonly BlockInput[];
  readonly contents: Basis['inputs'];
}

/** The runs of a block below dynamic blocks: made one by one when asked for, since there may be very many. */
export interface Expansion {
  readonly count: number;
  at(index: number): ChildRun;
}

export interface ChildRun extends Arguments {
  readonly child: Child;
  /** Variables of this run alone, from the items' metadata. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An upstream of which each run of a block receives one part. */
interface Axis {
  readonly block: string;
  readonly items: readonly AxisItem[];
}
interface AxisItem extends Item {
  readonly name: string | null;
}

/**
 * How a block runs on what its upstreams have given, in the order of `upstream_blocks`: once (null), or once for each
 * combination of the items of its dynamic upstreams and of the children of its upstream children; of several the first
 * varies slowest. Throws what `readItems` throws, and `dynamic_lengths_differ` for lists that cannot be paired.
 */
export async function expand(
  block: Block,
  upstream: readonly BlockValue[],
  blockOf: (uuid: string) => Block | undefined,
  redact: (text: string) => string,
): Promise<Expansion | null> {
  const parts = await Promise.all(upstream.map((value) => axisOf(value, blockOf(value.block))));
  const axes = parts.filter((axis) => axis !== null);
  if (axes.length === 0) return null;
  const count = countRuns(block, axes);
  const places = (index: number): number[] =>
    block.dynamic.combine === 'zip' ? axes.map(() => index) : placesInProduct(index, axes);
  // names stand in events and manifests
  const names = uniqueNames(count, (index) => redact(nameOf(axes, places(index), index)));
  return {
    count,
    at(index) {
      const own = places(index);
      const chosen = axes.map((axis, at) => axis.items[own[at] ?? 0]);
      let next = 0;
      const slots = upstream.map((value, at) =>
        parts[at] === null ? wholeArgument(value) : itemArgument(chosen[next++]),
      );
      const metadata = chosen.reduce<Readonly<Record<string, unknown>>>(
        (all, item) => ({ ...all, ...item?.metadata }),
        {},
      );
      const name = names[index] ?? String(index);
      return {
        child: { index, name },
        inputs: slots.map(({ input }) => input),
        contents: slots.map(({ input, content }) => ({ block: input.block, content })),
        variables: { ...metadata, block_uuid: metadata['block_uuid'] ?? block.uuid, dynamic_block_index: index },
      };
    },
  };
}

/** The arguments of a block that runs once. */
export function argumentsOf(upstream: readonly BlockValue[]): Arguments {
  const whole = upstream.map(wholeArgument);
  return {
    inputs: whole.map(({ input }) => input),
    contents: whole.map(({ input, content }) => ({ block: input.block, content })),
  };
}

function wholeArgument(value: BlockValue): { input: BlockInput; content: string } {
  const { block, content } = value;
  switch (value.kind) {
    case 'outputs':
      return { input: { kind: 'outputs', block, outputs: value.outputs }, content };
    case 'product':
      return { input: { kind: 'product', block, products: value.products }, content };
    case 'children': {
      const children = value.children.map(({ outputs }) => outputs);
      return { input: { kind: 'children', block, children, named: isNamed(value) }, content };
    }
  }
}

function itemArgument(item: AxisItem | undefined): { input: BlockInput; content: string } {
  if (item === undefined) throw new RangeError('a run of a dynamic block has no item');
  return item;
}

function isNamed({ children }: GivenChildren): boolean {
  return children.some(({ index, name }) => name !== String(index));
}

/** What a block below runs for, one by one; null when it receives the value whole. */
async function axisOf(value: BlockValue, block: Block | undefined): Promise<Axis | null> {
  if (block === undefined || value.kind === 'product') return null;
  const { dynamic, reduceOutput } = block.dynamic;
  if (value.kind === 'outputs') {
    return dynamic ? { block: block.uuid, items: named(await readItems(block, value.outputs)) } : null;
  }
  if (reduceOutput) return null;
  if (dynamic) {
    // a dynamic block that itself ran once for each item: all items of all its children
    const items = await Promise.all(value.children.map((child) => readItems(block, child.outputs)));
    return { block: block.uuid, items: named(items.flat()) };
  }
  const items = value.children.map(({ outputs, content }) => ({
    input: { kind: 'outputs', block: block.uuid, outputs } as const,
    content,
    metadata: {},
    name: null,
  }));
  return { block: block.uuid, items };
}

function named(items: readonly Item[]): AxisItem[] {
  return items.map((item) => {
    const name = item.metadata['block_uuid'];
    return { ...item, name: typeof name === 'string' || typeof name === 'number' ? String(name) : null };
  });
}

function countRuns(block: Block, axes: readonly Axis[]): number {
  const lengths = axes.map((axis) => axis.items.length);
  if (block.dynamic.combine === 'product') return lengths.reduce((product, length) => product * length, 1);
  const [first = 0] = lengths;
  if (lengths.every((length) => length === first)) return first;
  throw new EiderError({
    code: 'dynamic_lengths_differ',
    message: `Block ${block.uuid} pairs the items of its upstreams, but they have ${axes.map((axis) => `${axis.items.length} (${axis.block})`).join(' and ')}.`,
    remedy: 'Give lists of the same length, or remove dynamic_combine: zip to run every combination.',
    ...(block.file === null ? {} : { file: block.file, line: 1, column: 1 }),
  });
}

/** The place in each axis, the first of which varies slowest. */
function placesInProduct(index: number, axes: readonly Axis[]): number[] {
  const places: number[] = [];
  let left = index;
  for (const axis of axes.toReversed()) {
    places.unshift(left % axis.items.length);
    left = Math.floor(left / axis.items.length);
  }
  return places;
}

/** The names of the items, joined when there are several; the number of the run when no item has a name. */
function nameOf(axes: readonly Axis[], places: readonly number[], index: number): string {
  const items = axes.map((axis, at) => axis.items[places[at] ?? 0]);
  if (items.every((item) => item?.name == null)) return String(index);
  return items.map((item, at) => item?.name ?? String(places[at] ?? 0)).join('_');
}

/** Names in their order, each once: a name that was there already gets its number. */
function uniqueNames(count: number, nameAt: (index: number) => string): string[] {
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    let name = nameAt(index);
    while (taken.has(name)) name = `${name}_${index}`;
    taken.add(name);
    return name;
  });
}

import path from 'node:path';
import { readFile } from 'node:fs/promises';
import type { BlockInput, DraftOutput, InputOutput, OutputsInput } from '../blocks/contract';
import { EiderError } from '../errors';
import { mapLimit, readLimit } from '../project/files';
import type { Block } from '../project/types';
import type { Manifest } from '../protocol/outputs';
import { readManifest } from '../store/outputs';
import { childFolder } from '../store/paths';
import { contentOf } from './fingerprint';

/** What a block has given in a run, as blocks below it see it; `content` is a SHA-256 that tells whether it is the same as before. */
export type BlockValue = GivenOutputs | GivenChildren | GivenProduct;

export interface GivenOutputs {
  readonly kind: 'outputs';
  readonly block: string;
  readonly outputs: readonly GivenOutput[];
  readonly content: string;
}

export interface GivenOutput extends InputOutput {
  readonly rows: number | null;
}

/** Of a block that ran once for each item. */
export interface GivenChildren {
  readonly kind: 'children';
  readonly block: string;
  readonly children: readonly GivenChild[];
  readonly content: string;
}

export interface GivenChild {
  readonly index: number;
  readonly name: string;
  readonly outputs: readonly GivenOutput[];
  readonly content: string;
}

export interface GivenProduct {
  readonly kind: 'product';
  readonly block: string;
  readonly products: readonly OutputsInput[];
  readonly content: string;
}

/** What a block gives that has no outputs. */
export function noOutputs(block: string): GivenOutputs {
  return { kind: 'outputs', block, outputs: [], content: contentOf([]) };
}

/** What the outputs in a folder give, by its manifest. */
export function givenOutputs(folder: string, manifest: Manifest): GivenOutputs {
  const { block, outputs, content } = manifest;
  return { kind: 'outputs', block, outputs: outputsIn(folder, outputs), content };
}

/** What the stored outputs in a folder give, of a block that ran once or for each of many items. */
export async function givenOf(folder: string, manifest: Manifest): Promise<BlockValue> {
  if (manifest.children === null) return givenOutputs(folder, manifest);
  const children = await mapLimit(manifest.children, readLimit, async (child): Promise<GivenChild> => {
    const own = childFolder(folder, child.index);
    const stored = await readManifest(own);
    if (stored === null) throw childMissing(manifest.block, child.name, own);
    return { ...child, outputs: outputsIn(own, stored.outputs) };
  });
  return givenChildren(manifest, children);
}

export function givenChildren({ block, content }: Manifest, children: readonly GivenChild[]): GivenChildren {
  return { kind: 'children', block, children, content };
}

function childMissing(block: string, name: string, folder: string): EiderError {
  return new EiderError({
    code: 'output_missing',
    message: `The outputs of ${block}:${name} are not there any more: ${folder}.`,
    remedy: `Run ${block} again.`,
  });
}

export function outputsIn(
  folder: string,
  outputs: readonly Pick<DraftOutput, 'name' | 'kind' | 'file' | 'rows' | 'note'>[],
): GivenOutput[] {
  return outputs.map(({ name, kind, file, rows, note }) => {
    const own = { name, kind, file: path.join(folder, file), rows };
    return note === undefined ? own : { ...own, note };
  });
}

/** An item of a dynamic block: what one run of a block below receives of it. */
export interface Item {
  readonly input: BlockInput;
  readonly content: string;
  /** The fields of its entry in the list of metadata, which the run sees as variables. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * The items of a dynamic block's outputs: of the first output the entries of the list or the rows of the table; of the
 * second, when there is one, the metadata in the same order, which may end earlier. Throws `dynamic_items_invalid` or
 * `dynamic_metadata_invalid`.
 */
export async function readItems(block: Block, outputs: readonly GivenOutput[]): Promise<Item[]> {
  const [items, metadata] = outputs;
  const entries = items === undefined ? null : await readEntries(block, items);
  if (entries === null) {
    throw new EiderError({
      code: 'dynamic_items_invalid',
      message: `Block ${block.uuid} is dynamic, but its first output is ${items === undefined ? 'missing' : `of kind ${items.kind}, not a list or a table`}.`,
      remedy:
        'Return the list of items as the first of the outputs: return [items] or [items, metadata]; or a table, for one run a row.',
      ...fileOf(block),
    });
  }
  const fields = metadata === undefined ? [] : await readMetadata(block, metadata);
  if (fields.length > entries.length) {
    throw new EiderError({
      code: 'dynamic_metadata_invalid',
      message: `Block ${block.uuid} is dynamic and gives ${entries.length} items, but metadata for ${fields.length}.`,
      remedy: 'Return at most one entry of metadata for each item, in the order of the items.',
      ...fileOf(block),
    });
  }
  return entries.map((entry, index) => ({ ...entry, metadata: fields[index] ?? {} }));
}

async function readEntries(block: Block, output: GivenOutput): Promise<Omit<Item, 'metadata'>[] | null> {
  if (output.kind === 'table') {
    return Array.from({ length: output.rows ?? 0 }, (_, row) => ({
      input: { kind: 'row', block: block.uuid, output, row } as const,
      content: contentOf([output.file, row]), // a stored file never changes
    }));
  }
  if (output.kind !== 'json') return null;
  const list: unknown = JSON.parse(await readFile(output.file, 'utf8'));
  if (!Array.isArray(list)) return null;
  return list.map((value: unknown) => ({
    input: { kind: 'item', block: block.uuid, value } as const,
    content: contentOf(value),
  }));
}

async function readMetadata(block: Block, output: GivenOutput): Promise<Readonly<Record<string, unknown>>[]> {
  const list: unknown = output.kind === 'json' ? JSON.parse(await readFile(output.file, 'utf8')) : null;
  if (Array.isArray(list) && list.every(isRecord)) return list;
  throw new EiderError({
    code: 'dynamic_metadata_invalid',
    message: `Block ${block.uuid} is dynamic, but its second output is no list of maps.`,
    remedy: "Return a list such as [{ block_uuid: 'first' }, …] there, or nothing.",
    ...fileOf(block),
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fileOf(block: Block): { file: string; line: number; column: number } | Record<string, never> {
  return block.file === null ? {} : { file: block.file, line: 1, column: 1 };
}

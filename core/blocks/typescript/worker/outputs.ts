import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../../../errors';
import { isSparseMatrix } from '../../../learn/encode/csr';
import { writeNpy } from '../../../learn/encode/npy';
import { isNumericArray } from '../../../learn/encode/npy-header';
import { writeSparse } from '../../../learn/encode/sparse-arrow';
import type { DraftOutput } from '../../contract';
import { RelationTable, type AskRunner } from './tables';
import { isHtml, isImage, isMatrix, matrix } from './values';

/** Marks what `outputs({...})` returns; a plain object returned from a block is one JSON output. */
export class NamedOutputsRecord {
  constructor(readonly outputs: Readonly<Record<string, unknown>>) {}
}

/** An output as the block returned it; the value may be a promise of it. */
export interface NamedOutput {
  readonly name: string;
  readonly value: unknown;
}

/** An output as it was stored, and the value that tests receive for it. */
export interface StoredValue {
  readonly draft: DraftOutput;
  readonly value: unknown;
}

/**
 * A block's return value as its outputs: an array is spread, `outputs({...})` gives names, nothing is no output, anything
 * else is one output. Null inside an array keeps its place.
 */
export function spreadOutputs(returned: unknown): readonly NamedOutput[] {
  if (returned === undefined || returned === null) return [];
  if (returned instanceof NamedOutputsRecord) {
    return Object.entries(returned.outputs).map(([name, value]) => ({ name, value }));
  }
  const values: readonly unknown[] = Array.isArray(returned) ? returned : [returned];
  return values.map((value, index) => ({ name: `output_${index}`, value }));
}

/** Stores one output in the block's folder, in the form that fits its value. Throws `output_not_storable`. */
export async function storeOutput(
  output: NamedOutput & { readonly index: number },
  folder: string,
  ask: AskRunner,
): Promise<StoredValue> {
  const { name, index } = output;
  const value = output.value ?? null;
  const at = (extension: string) => `output_${index}${extension}`;
  if (value instanceof RelationTable) {
    const stored = await value.store(index, name);
    return { draft: stored.output, value: new RelationTable(stored.relation, ask) };
  }
  if (isSparseMatrix(value)) {
    const checksum = await writeSparse(path.join(folder, at('.arrow')), value);
    return { draft: { ...draft(name, 'sparse', at('.arrow'), value.rows, value.columns), checksum }, value };
  }
  if (isNumericArray(value)) {
    const checksum = await writeNpy(path.join(folder, at('.npy')), value);
    return { draft: { ...draft(name, 'array', at('.npy'), value.length, 1), checksum }, value };
  }
  if (isMatrix(value)) {
    const { shape, data } = matrix(value.data, value.shape); // made by hand it may not fit together
    const [rows = 0] = shape;
    const columns = rows === 0 ? 0 : data.length / rows;
    const checksum = await writeNpy(path.join(folder, at('.npy')), data, shape);
    return { draft: { ...draft(name, 'array', at('.npy'), rows, columns), checksum }, value };
  }
  if (isImage(value)) {
    await writeFile(path.join(folder, at(`.${value.format}`)), value.bytes);
    return { draft: draft(name, 'image', at(`.${value.format}`), null, null), value };
  }
  if (isHtml(value)) {
    await writeFile(path.join(folder, at('.html')), value.text);
    return { draft: draft(name, 'html', at('.html'), null, null), value: value.text };
  }
  if (await storeModel(path.join(folder, at('.model.json')), value)) {
    return { draft: draft(name, 'model', at('.model.json'), null, null), value };
  }
  if (typeof value === 'string') {
    await writeFile(path.join(folder, at('.txt')), value);
    return { draft: draft(name, 'text', at('.txt'), null, null), value };
  }
  const json = toJson(name, value);
  await writeFile(path.join(folder, at('.json')), json);
  return { draft: draft(name, 'json', at('.json'), null, null), value: JSON.parse(json) };
}

/** Stores a value if it is a model. Learning is loaded only for what could be one: an object of a class that has a form. */
async function storeModel(file: string, value: unknown): Promise<boolean> {
  if (typeof value !== 'object' || value === null || !('toJSON' in value) || value instanceof Date) return false;
  const { isModel, writeModel } = await import('../../../learn/models');
  if (!isModel(value)) return false;
  await writeModel(file, value);
  return true;
}

function draft(
  name: string,
  kind: DraftOutput['kind'],
  file: string,
  rows: number | null,
  columns: number | null,
): DraftOutput {
  return { name, kind, file, rows, columns, schema: [] };
}

function toJson(name: string, value: unknown): string {
  let where = '';
  try {
    return JSON.stringify(value, function (this: unknown, key: string, inner: unknown) {
      where = key;
      const kind = unstorableKind(inner);
      if (kind !== null) throw new UnstorableValue(`${where === '' ? 'it is' : `${where} is`} ${kind}`);
      return inner;
    });
  } catch (cause) {
    // else it is a circle, or a toJSON of the author's that throws
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? cause.name) : String(cause);
    throw new EiderError(
      {
        code: 'output_not_storable',
        message: `Output ${name} cannot be stored: ${reason}.`,
        remedy:
          'Return tables, matrices, typed arrays, models, images, text or plain data; give several with outputs({...}).',
      },
      { cause },
    );
  }
}

class UnstorableValue extends TypeError {}

/** What a value is that JSON has no form for, or would silently empty; null when it has one. */
function unstorableKind(value: unknown): string | null {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value === 'bigint') return 'a bigint, which JSON would lose';
  if (value instanceof RelationTable) return 'a table inside a plain object';
  if (value instanceof Promise) return 'a promise: await it';
  if (value instanceof Map || value instanceof Set) return `a ${value.constructor.name}: spread it into an array`;
  if (ArrayBuffer.isView(value)) return 'a typed array inside a plain object';
  if (isMatrix(value) || isImage(value)) return `${isImage(value) ? 'an image' : 'a matrix'} inside a plain object`;
  return null;
}

import { open } from 'node:fs/promises';
import path from 'node:path';
import { EiderError } from '../errors';
import { isMissing } from '../fs-errors';
import { readNpy, readNpyHeader } from '../learn/encode/npy';
import { readSparse } from '../learn/encode/sparse-arrow';
import type { Preview } from '../protocol/data';
import type { StoredOutput } from '../protocol/outputs';
import { pythonObject, type PythonObject } from '../protocol/python-object';
import type { LocatedOutput } from '../store/outputs';
import { completeLength } from './log';

/** Bytes of a text shown. */
const textBytes = 64 * 1024;
/** JSON files up to this size are laid out anew; longer ones are shown as they are stored. */
const prettyBytes = 1024 * 1024;
/** Pictures up to this size are shown. */
const imageBytes = 5 * 1024 * 1024;
const shownRows = 20;
const shownEntries = 20;

/**
 * First part of an output that is not a table, as text. Throws `output_is_table` for a table, `output_missing` when the
 * file is gone, `output_damaged` when a matrix or an array cannot be read.
 */
export async function previewOf({ output, file }: LocatedOutput): Promise<Preview> {
  const python = pythonObject(output);
  if (python !== null) return pythonPreview(python, output);
  switch (output.kind) {
    case 'table':
      throw new EiderError({
        code: 'output_is_table',
        message: `Output ${output.name} is a table; its rows are read in pages.`,
      });
    case 'json':
    case 'model':
      return jsonPreview(file);
    case 'text':
    case 'html':
      return textPreview(await readHead(file, textBytes));
    case 'image':
      return imagePreview(file, output.bytes);
    case 'sparse':
      return sparsePreview(file);
    case 'array':
      return arrayPreview(file);
  }
}

interface Head {
  readonly bytes: Buffer;
  readonly size: number;
}

async function readHead(file: string, limit: number): Promise<Head> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.min(limit, size));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return { bytes: bytes.subarray(0, bytesRead), size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new EiderError(
      { code: 'output_missing', message: `The file ${file} is gone.`, remedy: 'Run the block again.' },
      { cause: error },
    );
  }
}

async function imagePreview(file: string, size: number): Promise<Preview> {
  const text = `Image ${path.basename(file)}, ${count(size)} bytes`;
  const format = path.extname(file).slice(1);
  if (size > imageBytes) return { text: `${text}: too large to be shown`, truncated: false };
  const { bytes } = await readHead(file, imageBytes);
  // a picture from a file is never executed, SVG neither
  const type = `image/${format === 'svg' ? 'svg+xml' : format}`;
  return { text, truncated: false, image: `data:${type};base64,${bytes.toString('base64')}` };
}

/** What is known of an object that only Python reads: it is never loaded to look at it, since that could execute anything. */
function pythonPreview({ type, packages, outline }: PythonObject, { kind, rows, columns }: StoredOutput): Preview {
  const shape = rows === null || columns === null ? '' : `, ${count(rows)} × ${count(columns)}`;
  const versions = Object.entries(packages).map(
    ([name, version]) => `${name === 'python' ? 'Python' : name} ${version}`,
  );
  const lines = [
    kind === 'model' ? type : capitalized(type) + shape,
    ...(versions.length === 0 ? [] : [`Written with ${versions.join(', ')}`]),
    'Python blocks receive it as it is; blocks of other languages cannot read it.',
    ...(outline.length === 0 ? [] : ['', ...outline]),
  ];
  return { text: lines.join('\n'), truncated: false };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function textPreview({ bytes, size }: Head): Preview {
  if (bytes.includes(0)) return { text: `Binary file, ${count(size)} bytes`, truncated: true };
  const shown = bytes.subarray(0, textBytes);
  const truncated = size > shown.length;
  return { text: shown.toString('utf8', 0, truncated ? completeLength(shown) : shown.length), truncated };
}

async function jsonPreview(file: string): Promise<Preview> {
  const head = await readHead(file, prettyBytes);
  if (head.size > head.bytes.length) return textPreview(head);
  let pretty: string;
  try {
    pretty = JSON.stringify(JSON.parse(head.bytes.toString('utf8')), null, 2);
  } catch {
    return textPreview(head); // a model may be stored in another format
  }
  return textPreview({ bytes: Buffer.from(pretty), size: Buffer.byteLength(pretty) });
}

async function sparsePreview(file: string): Promise<Preview> {
  const matrix = await readSparse(file);
  const stored = matrix.values.length;
  const cells = matrix.rows * matrix.columns;
  const density = cells === 0 ? 0 : (100 * stored) / cells;
  const lines = [
    `Sparse matrix, ${count(matrix.rows)} rows × ${count(matrix.columns)} columns, ` +
      `${count(stored)} values stored (${density.toPrecision(3)} %)`,
    '',
  ];
  const rows = Math.min(shownRows, matrix.rows);
  for (let row = 0; row < rows; row++) {
    const start = matrix.indptr[row] ?? 0;
    const end = matrix.indptr[row + 1] ?? start;
    const entries = Array.from(matrix.indices.subarray(start, Math.min(end, start + shownEntries)), (column, at) => {
      const name = matrix.featureNames?.[column] ?? `column ${column}`;
      return `${name}: ${matrix.values[start + at] ?? 0}`;
    });
    if (end - start > shownEntries) entries.push(`… ${count(end - start - shownEntries)} more`);
    lines.push(`row ${row}  ${entries.join(', ')}`);
  }
  return { text: lines.join('\n'), truncated: matrix.rows > rows };
}

async function arrayPreview(file: string): Promise<Preview> {
  const { type } = await readNpyHeader(file);
  const { shape, data } = await readNpy(file);
  const width = Math.max(
    1,
    shape.slice(1).reduce((product, extent) => product * extent, 1),
  );
  const rows = Math.min(shownRows, Math.ceil(data.length / width));
  const lines = [`Array of ${type}, shape (${shape.map(count).join(' × ')})`, ''];
  for (let row = 0; row < rows; row++) {
    const values = Array.from(data.subarray(row * width, row * width + Math.min(width, shownEntries)), String);
    if (width > shownEntries) values.push('…');
    lines.push(shape.length > 1 ? `[${values.join(', ')}]` : values.join(', '));
  }
  return { text: lines.join('\n'), truncated: data.length > rows * Math.min(width, shownEntries) };
}

/** Digits in groups of three, whatever the machine's language. */
function count(value: number): string {
  return value.toLocaleString('en-US');
}

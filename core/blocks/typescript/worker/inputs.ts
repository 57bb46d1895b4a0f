import { readFile } from 'node:fs/promises';
import { createLimit } from '../../../limit';
import { readNpy } from '../../../learn/encode/npy';
import { readSparse } from '../../../learn/encode/sparse-arrow';
import { pythonObject } from '../../../protocol/python-object';
import type { BlockInput, InputOutput } from '../../contract';
import { onlyForPython } from '../../only-for-python';
import { RelationTable, type AskRunner } from './tables';
import { image, matrix } from './values';

/** Files that are read at the same time; children may have ten thousand. */
const READ_AT_ONCE = 32;

/**
 * The positional arguments of a block: one output as itself, several as an array, none as `[]`; an item as itself, a row
 * as an object; of reduced children one array, of a data product an object of arrays.
 */
export async function readArguments(inputs: readonly BlockInput[], ask: AskRunner): Promise<unknown[]> {
  const limit = createLimit(READ_AT_ONCE);
  const readAll = (outputs: readonly InputOutput[], block: string) =>
    Promise.all(outputs.map((output) => limit(() => readOutput(output, block, ask))));
  return Promise.all(
    inputs.map(async (input): Promise<unknown> => {
      switch (input.kind) {
        case 'outputs': {
          const values = await readAll(input.outputs, input.block);
          return values.length === 1 ? values[0] : values;
        }
        case 'item':
          return input.value;
        case 'row': {
          const relation = { kind: 'file', file: input.output.file } as const;
          return (await ask('rows', { relation, offset: input.row, limit: 1 }))[0];
        }
        case 'children': {
          const values = await Promise.all(input.children.map((outputs) => readAll(outputs, input.block)));
          return values.flatMap((outputs) => (outputs.length !== 1 && input.named ? [outputs] : outputs));
        }
        case 'product': {
          const blocks = input.products.map(
            async ({ block, outputs }) => [block, await readAll(outputs, block)] as const,
          );
          return Object.fromEntries(await Promise.all(blocks));
        }
      }
    }),
  );
}

async function readOutput(output: InputOutput, block: string, ask: AskRunner): Promise<unknown> {
  const python = pythonObject(output);
  if (python !== null) throw onlyForPython(block, output, python);
  switch (output.kind) {
    case 'table':
      return new RelationTable({ kind: 'file', file: output.file }, ask);
    case 'sparse':
      return readSparse(output.file);
    case 'array': {
      const { shape, data } = await readNpy(output.file);
      return shape.length > 1 ? matrix(data, shape) : data;
    }
    case 'model':
      return (await import('../../../learn/models')).readModel(output.file);
    case 'text':
    case 'html':
      return readFile(output.file, 'utf8');
    case 'json': {
      const json: unknown = JSON.parse(await readFile(output.file, 'utf8'));
      return json;
    }
    case 'image':
      return image(await readFile(output.file));
  }
}

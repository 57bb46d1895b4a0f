import { readFile } from 'node:fs/promises';
import { EiderError } from '../../../errors';
import { readNpy } from '../../../learn/encode/npy';
import { readSparse } from '../../../learn/encode/sparse-arrow';
import { readModel } from '../../../learn/models';
import type { BlockInput, InputOutput } from '../../contract';
import { RelationTable, type AskRunner } from './tables';

/** The positional arguments of a block: one output as itself, several as an array, none as `[]`. */
export async function readArguments(inputs: readonly BlockInput[], ask: AskRunner): Promise<unknown[]> {
  return Promise.all(
    inputs.map(async ({ outputs }) => {
      const values = await Promise.all(outputs.map((output) => readOutput(output, ask)));
      return values.length === 1 ? values[0] : values;
    }),
  );
}

async function readOutput(output: InputOutput, ask: AskRunner): Promise<unknown> {
  switch (output.kind) {
    case 'table':
      return new RelationTable({ kind: 'file', file: output.file }, ask);
    case 'sparse':
      return readSparse(output.file);
    case 'array':
      return (await readNpy(output.file)).data;
    case 'model':
      return readModel(output.file);
    case 'text':
    case 'html':
      return readFile(output.file, 'utf8');
    case 'json': {
      const json: unknown = JSON.parse(await readFile(output.file, 'utf8'));
      return json;
    }
    case 'image':
      throw new EiderError({
        code: 'input_unreadable',
        message: `Output ${output.name} is an image, which a TypeScript block does not receive as a value.`,
        remedy: 'Read its file in the block that makes it, or drop it from the upstream blocks.',
      });
  }
}

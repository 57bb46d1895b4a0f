import { readFile } from 'node:fs/promises';
import { EiderError, isAbort } from '../errors';
import type { AskedAt } from '../secrets';
import type { BlockInput, InputOutput } from './contract';
import { nowhere, partOf, readTablePart, tableRow, unsupported, type TableScope } from './table-part';
import type { BlockOutputExpression } from './template-expression';

/** Where a `block_output` stands. */
export interface OutputScope extends TableScope {
  /** The block whose template it is, and what its upstream blocks gave. */
  readonly block: string;
  readonly inputs: readonly BlockInput[];
}

/** Something of what a block gave, found but not read yet. */
type Found =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'output'; readonly output: InputOutput }
  | { readonly kind: 'row'; readonly output: InputOutput; readonly row: number }
  | { readonly kind: 'list'; readonly items: readonly Found[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Found> };

/**
 * The value that a `block_output` stands for: plain data or text, of a table a cell (`['column'][3]` or `[3]['column']`), a
 * row as a map (`[3]`) or a column as a list (`['column']`). Throws `template_unknown` where it leads nowhere, and
 * `template_unsupported` for what is no value of YAML.
 */
export async function readBlockOutput(
  expression: BlockOutputExpression,
  scope: OutputScope,
  place: AskedAt,
): Promise<unknown> {
  try {
    return await follow(startOf(expression, scope), expression.path, scope);
  } catch (error) {
    if (isAbort(error) || !(error instanceof EiderError)) throw error;
    throw new EiderError({ ...error.problem, ...place });
  }
}

/** The uuids of upstream blocks that gave one table and nothing else: in SQL they are relations. */
export function tableUpstreams(inputs: readonly BlockInput[]): ReadonlySet<string> {
  const isTable = (input: BlockInput) =>
    input.kind === 'outputs' && input.outputs.length === 1 && input.outputs[0]?.kind === 'table';
  return new Set(inputs.filter(isTable).map(({ block }) => block));
}

function startOf({ block }: BlockOutputExpression, scope: OutputScope): Found {
  if (block === null) return { kind: 'list', items: scope.inputs.map(foundIn) };
  const input = scope.inputs.find((one) => one.block === block);
  if (input !== undefined) return foundIn(input);
  throw new EiderError({
    code: 'template_unknown',
    message: `block_output asks for block ${block}, which is not among the upstream blocks of ${scope.block}.`,
    remedy: `Add ${block} to its upstream_blocks.`,
  });
}

function foundIn(input: BlockInput): Found {
  switch (input.kind) {
    case 'outputs':
      return foundOf(input.outputs);
    case 'item':
      return { kind: 'value', value: input.value };
    case 'row':
      return input;
    case 'children':
      return { kind: 'list', items: input.children.map(foundOf) };
    case 'product':
      return {
        kind: 'map',
        entries: new Map(input.products.map(({ block, outputs }) => [block, listOf(outputs)])),
      };
  }
}

/** One output stands for itself, several or none for a list. */
function foundOf(outputs: readonly InputOutput[]): Found {
  const [first] = outputs;
  return first !== undefined && outputs.length === 1 ? { kind: 'output', output: first } : listOf(outputs);
}

function listOf(outputs: readonly InputOutput[]): Found {
  return { kind: 'list', items: outputs.map((output) => ({ kind: 'output', output })) };
}

async function follow(found: Found, path: readonly (string | number)[], scope: OutputScope): Promise<unknown> {
  const [step, ...rest] = path;
  switch (found.kind) {
    case 'value':
      return path.reduce(partOf, found.value);
    case 'output':
      return readOutput(found.output, path, scope);
    case 'row':
      return path.reduce(partOf, await tableRow(found.output, found.row, scope));
    case 'list': {
      if (step === undefined) return Promise.all(found.items.map((item) => follow(item, [], scope)));
      const item = typeof step === 'number' ? found.items.at(step) : undefined;
      return item === undefined ? nowhere(step) : follow(item, rest, scope);
    }
    case 'map': {
      const entry = typeof step === 'string' ? found.entries.get(step) : undefined;
      return entry === undefined ? nowhere(step ?? 'a block of the product') : follow(entry, rest, scope);
    }
  }
}

async function readOutput(output: InputOutput, path: readonly (string | number)[], scope: OutputScope) {
  switch (output.kind) {
    case 'json': {
      const value: unknown = JSON.parse(await readFile(output.file, 'utf8'));
      return path.reduce(partOf, value);
    }
    case 'text':
    case 'html':
      return path.reduce<unknown>(partOf, await readFile(output.file, 'utf8'));
    case 'table':
      return readTablePart(output, path, scope);
    default:
      throw unsupported(`output ${output.name}, which is of kind ${output.kind}`, 'Give the number or text itself.');
  }
}

import { EiderError } from '../errors';
import type { PythonObject } from '../protocol/python-object';
import type { BlockInput, InputOutput } from './contract';
import { pythonObject } from '../protocol/python-object';

/** That a block of another language asks for what only Python reads, and what the block that gives it can do about it. */
export function onlyForPython(
  block: string,
  output: Pick<InputOutput, 'name' | 'kind'>,
  { type }: PythonObject,
): EiderError {
  return new EiderError({
    code: 'input_unreadable',
    message: `Block ${block} gives ${article(type)} ${type} as ${output.name}, which only Python blocks read.`,
    remedy:
      output.kind === 'sparse'
        ? `Install pyarrow in the interpreter of ${block} and let it give numbers: sparse matrices then cross to other languages.`
        : `Let ${block} return a table, an array of numbers, text or plain data beside it or instead.`,
  });
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? 'an' : 'a';
}

/** The upstream blocks whose only outputs are for Python, each with the sentence that says so. */
export function unreadableUpstreams(inputs: readonly BlockInput[]): ReadonlyMap<string, EiderError> {
  const found = inputs.flatMap((input) => {
    const [first, ...rest] = input.kind === 'outputs' ? input.outputs : [];
    const python = first === undefined || rest.length > 0 ? null : pythonObject(first);
    return first === undefined || python === null
      ? []
      : [[input.block, onlyForPython(input.block, first, python)] as const];
  });
  return new Map(found);
}

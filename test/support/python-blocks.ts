import { cp } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../setup/root';
import type { BlockSource } from './temp-project';

/** A Python block; without a type a custom one. `body` is the whole of its file. */
export function pythonBlock(uuid: string, source: string, rest: Partial<BlockSource> = {}): BlockSource {
  return { uuid, type: 'custom', language: 'python', source, ...rest };
}

/** Puts the values of `test/fixtures/python-values` into a project, importable as `value_cases`. */
export async function addValueCases(project: string): Promise<void> {
  await cp(path.join(root, 'test/fixtures/python-values'), path.join(project, 'value_cases'), {
    recursive: true,
    filter: (source) => !source.includes('__pycache__'),
  });
}

import path from 'node:path';
import { EiderError } from '../../errors';
import { askModules, type Installed } from './ask-python';
import type { Interpreter } from './interpreter';

/** Which of the modules, each with the name of its package, an interpreter has. Throws `python_missing` when it gives no answer. */
export async function askInstalled(
  { command }: Interpreter,
  modules: readonly (readonly [module: string, name: string])[],
  signal?: AbortSignal,
): Promise<Installed[]> {
  if (modules.length === 0) return [];
  try {
    return await askModules([command], modules, {
      cwd: path.parse(path.resolve(command)).root, // not the project: what lies there is no package
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new EiderError(
      {
        code: 'python_missing',
        message: `${command} gave no answer when it was asked which packages it has.`,
        remedy: 'See that it starts, or choose another interpreter.',
      },
      { cause },
    );
  }
}

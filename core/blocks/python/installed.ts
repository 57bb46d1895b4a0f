import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { EiderError } from '../../errors';
import type { Interpreter } from './interpreter';

/** What an interpreter says of a module. */
export interface Installed {
  readonly found: boolean;
  /** Of the package it comes with; null when it does not say. */
  readonly version: string | null;
}

/** How long the question may take, in milliseconds: a path on a network disk is slow to look through. */
const ANSWER_TIME = 30_000;

/** Looks for modules without importing one; `[module, package]` for each. */
const QUESTION = `
import json, sys
from importlib import metadata, util
sys.path = [place for place in sys.path if place]
answer = []
for module, package in json.loads(sys.argv[1]):
    try:
        found = util.find_spec(module) is not None
    except Exception:
        found = False
    try:
        version = metadata.version(package) if found else None
    except Exception:
        version = None
    answer.append([found, version])
print(json.dumps(answer))
`;

const answerSchema = v.array(v.tuple([v.boolean(), v.nullable(v.string())]));

/** Which of the modules, each with the name of its package, an interpreter has. Throws `python_missing` when it gives no answer. */
export async function askInstalled(
  { command }: Interpreter,
  modules: readonly (readonly [module: string, name: string])[],
  signal?: AbortSignal,
): Promise<Installed[]> {
  if (modules.length === 0) return [];
  try {
    const { stdout } = await promisify(execFile)(command, ['-c', QUESTION, JSON.stringify(modules)], {
      cwd: os.tmpdir(), // not the project: what lies there is no package
      timeout: ANSWER_TIME,
      windowsHide: true,
      ...(signal === undefined ? {} : { signal }),
    });
    return v.parse(answerSchema, JSON.parse(stdout)).map(([found, version]) => ({ found, version }));
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

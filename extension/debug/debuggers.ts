import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { EiderError } from '../../core/errors';
import type { Block } from '../../core/project/types';
import type { DebugRequest } from '../../core/protocol/runner';

/** The extension that debugs Python, and the code of the error when it is not there. */
export const PYTHON_DEBUGGER = 'ms-python.debugpy';
export const DEBUGGER_MISSING = 'debugger_missing';

/** Languages that have a debugger. */
export const DEBUGGABLE: readonly string[] = ['python', 'typescript'] satisfies DebugRequest['language'][];

/** How long a block waits for the editor to attach, in seconds. */
const PATIENCE = 60;

/**
 * What a run of the block needs to be debugged. Throws `block_not_debuggable` for a language that has no debugger, and
 * `debugger_missing`.
 */
export async function debuggerFor({ uuid, language }: Block): Promise<DebugRequest> {
  const common = { port: 0, patience: PATIENCE };
  if (language === 'typescript') return { ...common, language, debugpy: null };
  if (language === 'python') return { ...common, language, debugpy: await findDebugpy() };
  throw new EiderError({
    code: 'block_not_debuggable',
    message: `Block ${uuid} is in ${language}, which nothing steps through.`,
    remedy: 'Python and TypeScript blocks can be debugged; of others, the output and the log tell what they did.',
  });
}

/** What is used of the Python Debugger extension's API. */
const apiSchema = v.object({ debug: v.object({ getDebuggerPackagePath: v.function() }) });

/** The folder that holds the package `debugpy`. */
async function findDebugpy(): Promise<string> {
  const extension = vscode.extensions.getExtension(PYTHON_DEBUGGER);
  if (extension === undefined) {
    throw new EiderError({
      code: DEBUGGER_MISSING,
      message: `Python blocks are debugged by the Python Debugger extension (${PYTHON_DEBUGGER}), which is not installed.`,
      remedy: 'Install it, then debug the block again; "eider run PIPELINE --block BLOCK --debug" does without it.',
    });
  }
  const api = v.safeParse(apiSchema, await extension.activate());
  const told: unknown = api.success ? await api.output.debug.getDebuggerPackagePath() : undefined;
  const usual = path.join(extension.extensionPath, 'bundled', 'libs', 'debugpy');
  return path.dirname(typeof told === 'string' && path.basename(told) === 'debugpy' ? told : usual);
}

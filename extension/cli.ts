import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { EiderError } from '../core/errors';
import { failureSchema, type Failure } from '../core/protocol/problem';

/** How long a question may take, in milliseconds; compiling many blocks for the first time takes a while. */
const LIMIT = 60_000;

/** What the command line writes on standard error when it cannot answer. */
const refusalSchema = v.pipe(v.string(), v.parseJson(), v.object({ error: failureSchema }));

/**
 * Asks `eider … --json` in a process of its own, with additions to its environment, and gives what it prints: comparing compiles blocks, which the extension host
 * must not. Throws what the command line says is wrong, `cli_failed` when it says nothing that is understood, and an abort
 * error when aborted, which ends the process.
 */
export async function askCli<Schema extends v.GenericSchema>(
  extensionPath: string,
  schema: Schema,
  args: readonly string[],
  signal?: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<v.InferOutput<Schema>> {
  const cli = path.join(extensionPath, 'dist', 'cli.js');
  const options = {
    env: { ...process.env, ...environment, ELECTRON_RUN_AS_NODE: '1' },
    timeout: LIMIT,
    maxBuffer: 2 ** 26,
    ...(signal === undefined ? {} : { signal }),
  };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args, '--json'], options);
    return v.parse(schema, JSON.parse(stdout));
  } catch (error) {
    signal?.throwIfAborted();
    throw new EiderError(refusalOf(error, args[0] ?? ''), { cause: error });
  }
}

function refusalOf(error: unknown, command: string): Omit<Failure, 'severity'> {
  const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const parsed = v.safeParse(refusalSchema, words);
  if (parsed.success) return parsed.output.error;
  return {
    code: 'cli_failed',
    message: `eider ${command} gave no answer.`,
    remedy: 'Try again; the details are in the logs.',
    detail: words === '' ? String(error) : words,
  };
}

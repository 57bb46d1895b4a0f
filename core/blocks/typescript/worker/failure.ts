import { AssertionError } from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { EiderError } from '../../../errors';
import type { Failure } from '../../../protocol/problem';

/**
 * Something thrown by a block's own code as a failure at the author's file and line. Stack traces are already mapped back
 * from the bundle; the first frame inside the project is the author's.
 */
export function authorFailure(error: unknown, project: string, code: string): Failure {
  const place = error instanceof Error ? authorPlace(error.stack ?? '', project) : {};
  if (error instanceof EiderError) return { ...place, ...error.problem };
  const detail = error instanceof Error ? { detail: authorStack(error.stack ?? error.message) } : {};
  const message =
    error instanceof Error ? firstLine(error.message) || error.name : `The block threw ${inspect(error)}.`;
  return { code, severity: 'error', message, ...place, ...detail, ...comparison(error), ...missingModule(error) };
}

/** An import that leads nowhere: the runtime names the compiled file, which is not the author's. */
function missingModule(error: unknown): Partial<Failure> {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) return {};
  const name = /'([^']+)'/.exec(error.message)?.[1] ?? '';
  return {
    code: 'module_missing',
    message: `The block imports ${name}, which is not installed.`,
    remedy: `Install it in the project (npm install ${name}), or correct the import.`,
  };
}

function comparison(error: unknown): { expected: string; actual: string } | Record<string, never> {
  if (!(error instanceof AssertionError)) return {};
  if (error.operator === '==' || error.operator === 'ok') return {};
  return { expected: inspect(error.expected), actual: inspect(error.actual) };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/:$/, '') ?? '';
}

/** A step inside the worker, which says nothing to an author. */
const WORKER_FRAME = /[\\/]block-worker\.js:\d+:\d+\)?$/;

function authorStack(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !WORKER_FRAME.test(line))
    .join('\n');
}

function authorPlace(
  stack: string,
  project: string,
): { file: string; line: number; column: number } | Record<string, never> {
  for (const frame of stack.split('\n')) {
    const found = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/.exec(frame.trim());
    if (found === null) continue;
    const [, where = '', line, column] = found;
    const file = where.startsWith('file://') ? fileURLToPath(where) : where;
    const inside = path.relative(project, file);
    const own =
      !inside.startsWith('..') && !path.isAbsolute(inside) && !/(^|[\\/])(node_modules|\.eider)[\\/]/.test(inside);
    if (own) return { file, line: Number(line), column: Number(column) };
  }
  return {};
}

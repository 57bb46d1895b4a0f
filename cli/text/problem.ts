import path from 'node:path';
import type { Failure } from '../../core/protocol/problem';
import { printable, type Style } from './ansi';

/** Where a problem is, as terminals and editors link it: `transformers/prepare.sql:12:8`, relative to the working folder if below it. */
export function formatLocation(problem: Failure, cwd: string): string | null {
  if (problem.file === undefined) return null;
  const relative = path.relative(cwd, problem.file);
  const outside = relative === '' || relative.startsWith('..') || path.isAbsolute(relative);
  const shown = outside ? problem.file : relative;
  if (problem.line === undefined) return shown;
  return problem.column === undefined ? `${shown}:${problem.line}` : `${shown}:${problem.line}:${problem.column}`;
}

/** The lines under a failure's headline: place, what was expected and what came, the engine's words, what to do. */
export function failureDetails(failure: Failure, cwd: string, style: Style): string[] {
  const lines: string[] = [];
  const location = formatLocation(failure, cwd);
  if (location !== null) lines.push(`at ${style.accent(location)}`);
  if (failure.expected !== undefined) lines.push(...labelled('expected', failure.expected));
  if (failure.actual !== undefined) lines.push(...labelled('actual', failure.actual));
  if (failure.detail !== undefined) lines.push(...printable(failure.detail).trimEnd().split('\n').map(style.dim));
  if (failure.remedy !== undefined) lines.push(`→ ${printable(failure.remedy)}`);
  return lines;
}

function labelled(label: string, text: string): string[] {
  const [first = '', ...rest] = printable(text).trimEnd().split('\n');
  return [`${label.padEnd(8)} ${first}`, ...rest.map((line) => `${' '.repeat(9)}${line}`)];
}

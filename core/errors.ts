import type { Failure, Problem } from './protocol/problem';

/**
 * An error meant for the user: its `problem` carries a stable code, a sentence that names the thing and a remedy.
 * Code matches on `problem.code`, never on text.
 */
export class EiderError extends Error {
  override readonly name = 'EiderError';
  readonly problem: Failure;

  constructor(problem: Omit<Failure, 'severity'> & { severity?: Problem['severity'] }, options?: { cause?: unknown }) {
    super(problem.message, options);
    this.problem = { severity: 'error', ...problem };
  }
}

/** Anything thrown, as a failure to show. Errors of ours keep their code; others get `code` and keep their stack as detail. */
export function toFailure(error: unknown, code: string): Failure {
  if (error instanceof EiderError) return error.problem;
  if (error instanceof Error) {
    return {
      code,
      severity: 'error',
      message: error.message,
      ...(error.stack === undefined ? {} : { detail: error.stack }),
    };
  }
  return { code, severity: 'error', message: String(error) };
}

/** Whether something thrown is a cancellation, which is no failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

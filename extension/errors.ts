import * as vscode from 'vscode';
import { isAbort, toFailure } from '../core/errors';
import type { Failure } from '../core/protocol/problem';
import { DEBUGGER_MISSING, PYTHON_DEBUGGER } from './debug/debuggers';
import type { Log } from './log';
import { openPlace } from './open-place';
import { problemText } from './target';

/** The only door to errors that a user sees. */
export interface Errors {
  /** Shows the failure as a notification that leads to the place and to the logs. */
  showFailure(failure: Failure, options?: FailureOptions): void;
  /** Anything caught: cancellations are dropped, the rest is shown. */
  showError(error: unknown, code: string): void;
}

interface FailureOptions {
  /** What failed, in front of the message: a block's or pipeline's name. */
  readonly subject?: string;
  /** What "Open Logs" opens; the channel "Eider" unless told. */
  readonly openLogs?: () => void;
  /** What helps, as a button before the others. */
  readonly offer?: { readonly label: string; readonly act: () => void };
}

/** What helps with a failure of this code, whoever shows it. */
const offers: Readonly<Record<string, NonNullable<FailureOptions['offer']>>> = {
  [DEBUGGER_MISSING]: {
    label: 'Show Extension',
    act: () => void vscode.commands.executeCommand('workbench.extensions.search', `@id:${PYTHON_DEBUGGER}`),
  },
};

export function createErrors(log: Log): Errors {
  async function show(failure: Failure, options: FailureOptions): Promise<void> {
    const text = problemText(failure);
    const message = options.subject === undefined ? text : `${options.subject}: ${text}`;
    const openFile = failure.line === undefined ? 'Open File' : 'Open Line';
    const openLogs = 'Open Logs';
    const offer = options.offer ?? offers[failure.code];
    const offered = offer === undefined ? [] : [offer.label];
    const buttons = [...offered, ...(failure.file === undefined ? [openLogs] : [openFile, openLogs])];
    const chosen = await vscode.window.showErrorMessage(message, ...buttons);
    if (chosen !== undefined && chosen === offer?.label) offer.act();
    if (chosen === openLogs) (options.openLogs ?? (() => log.show()))();
    if (chosen === openFile && failure.file !== undefined) {
      await openPlace({
        file: failure.file,
        ...(failure.line === undefined ? {} : { line: failure.line }),
        ...(failure.column === undefined ? {} : { column: failure.column }),
      });
    }
  }

  function showFailure(failure: Failure, options: FailureOptions = {}): void {
    log.error(describe(failure));
    // a file that is gone by the time its button is pressed
    show(failure, options).catch((error: unknown) => log.error(describe(toFailure(error, 'show_failed'))));
  }

  return {
    showFailure,
    showError(error, code) {
      if (!isAbort(error)) showFailure(toFailure(error, code));
    },
  };
}

/** A failure with everything known of it, for the log. */
export function describe(failure: Failure): string {
  const place = failure.file === undefined ? '' : ` (${failure.file}:${failure.line ?? 1}:${failure.column ?? 1})`;
  const detail = failure.detail === undefined ? '' : `\n${failure.detail}`;
  return `[${failure.code}] ${problemText(failure)}${place}${detail}`;
}

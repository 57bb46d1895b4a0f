import type { Failure } from '../core/protocol/problem';
import type { Terminal } from './terminal';
import { printable, styleFor } from './text/ansi';
import { failureDetails } from './text/problem';

/** Tells on standard error why a command could not do its work: sentences for people, one line of JSON for machines. */
export function reportFailure(terminal: Terminal, failure: Failure, json: boolean): void {
  if (json) {
    terminal.err(`${JSON.stringify({ error: failure })}\n`);
    return;
  }
  const style = styleFor(terminal.color);
  const details = failureDetails(failure, terminal.cwd, style).map((line) => `  ${line}\n`);
  terminal.err(`${style.bad('error')} ${printable(failure.message)}\n${details.join('')}`);
}

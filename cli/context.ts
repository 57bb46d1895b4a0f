import type { ExitCode } from './exit-codes';
import type { Terminal } from './terminal';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Sets the exit code; `done` unless a command says otherwise. */
  finish(code: ExitCode): void;
}

/** Options every command has. */
export interface CommonFlags {
  readonly project?: string;
  readonly json?: boolean;
}

import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Seconds until the command is ended. */
  readonly timeout?: number;
}

/** A command that ended badly, with everything it printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly command: string,
    readonly output: string,
    ending: string,
  ) {
    super(`${command} ended with ${ending}\n${output.trimEnd().split('\n').slice(-25).join('\n')}`);
  }
}

/** Runs a program to its end and gives what it printed on both streams. Throws a `CommandError` when it fails. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const command = [program, ...args].join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: (options.timeout ?? 600) * 1000,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (cause) => reject(new CommandError(command, cause.message, 'an error')));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new CommandError(command, output, signal ?? `exit status ${String(code)}`));
    });
  });
}

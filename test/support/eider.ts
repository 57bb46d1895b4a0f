import { execFile } from 'node:child_process';
import path from 'node:path';
import { root } from '../setup/root';

/** How a command ended, and what it printed. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line. */
export function eider(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(root, 'dist/cli.js'), ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

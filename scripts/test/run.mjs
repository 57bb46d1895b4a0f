import { spawn } from 'node:child_process';

/** Runs a program with our own output and gives its exit code; a signal counts as 1. */
export function run([program, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

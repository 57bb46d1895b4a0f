import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Block, Project } from '../../project/types';
import type { BlockInput } from '../contract';
import type { Interpreter } from './interpreter';
import type { ProjectPlaces } from './project-places';
import { loadingTask, type LoadingTask } from './python-task';

/** What an interactive interpreter shows of a block. */
export interface ConsoleSubject {
  readonly project: Project;
  readonly places: ProjectPlaces;
  readonly pipeline: string;
  readonly run: string;
  readonly block: Block;
  readonly inputs: readonly BlockInput[];
  readonly variables: Readonly<Record<string, unknown>>;
}

export function consoleTask({ places, block, ...subject }: ConsoleSubject): LoadingTask {
  return loadingTask({ ...subject, code: block, trigger: null, file: block.file ?? '', secrets: {} }, places);
}

/** The arguments that make an interpreter a console. */
export const CONSOLE_ARGUMENTS = ['-q', '-i', '-c', 'from eider_worker.console import start; start(globals())'];

/** Where such an interpreter starts: what the project calls like a module of Python must not be taken for it. */
export function consoleFolder(dist: string): string {
  return path.join(dist, 'python');
}

/**
 * Additions to the environment of such an interpreter. `dist` is the folder of the built bundles; `source` is a file
 * descriptor from which it reads its task, or a command line that prints it.
 */
export function consoleEnvironment(dist: string, source: number | readonly string[]): Record<string, string> {
  const before = process.env['PYTHONPATH'] ?? '';
  return {
    PYTHONPATH: [consoleFolder(dist), ...(before === '' ? [] : [before])].join(path.delimiter),
    EIDER_CONSOLE: JSON.stringify(source),
  };
}

/** The descriptor of the task; the interpreter's own input is the user's. */
const TASK = 3;

/**
 * Opens a console in this terminal. Resolves with its exit code when the user has left it; rejects when it cannot be started.
 */
export function openConsole(interpreter: Interpreter, task: LoadingTask, dist: string): Promise<number> {
  const child = spawn(interpreter.command, CONSOLE_ARGUMENTS, {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    cwd: consoleFolder(dist),
    env: { ...process.env, ...consoleEnvironment(dist, TASK) },
  });
  const pipe = child.stdio[TASK];
  if (pipe !== null && pipe !== undefined && 'write' in pipe) {
    pipe.on('error', () => undefined); // it has ended, which is told below
    pipe.end(JSON.stringify(task));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

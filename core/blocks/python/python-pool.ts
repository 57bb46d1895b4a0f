import path from 'node:path';
import { EiderError } from '../../errors';
import { findRootProject } from '../../project/block-file';
import type { Project } from '../../project/types';
import { findInterpreter, type Interpreter } from './interpreter';
import type { PythonDebug } from './messages';
import { projectPlaces, type ProjectPlaces } from './project-places';
import { startPython, type PythonProcess } from './worker-process';

/** The Python processes of a run. Each runs one block at a time; one that is free takes the next, its packages loaded. */
export interface PythonPool {
  /** A process in which nothing runs. Whoever takes it gives it back. Throws what `findInterpreter` throws, and when closed. */
  take(): Promise<PythonProcess>;
  /** Takes a process back, unless it has ended or is not clean enough for another block. */
  giveBack(worker: PythonProcess, reusable: boolean): void;
  /** Where blocks find the project's modules, and the outer folder of a checkout of several projects. */
  places(): Promise<ProjectPlaces>;
  /** Whether a process has been started, so that its interpreter is known. */
  hasStarted(): boolean;
  close(): Promise<void>;
  /** How blocks wait for a debugger; null when they run without one. */
  readonly debug: PoolDebug | null;
}

export interface PoolDebug extends PythonDebug {
  /** Called when a debugger may attach, with a port of 127.0.0.1. */
  onListening(port: number): void;
}

/**
 * `chosen` is the interpreter that somebody, `chosenBy`, has chosen for the project; null to look for one. Under a debugger
 * there is one process: who takes it while another has it waits.
 */
export function createPythonPool(
  distFolder: string,
  project: Project,
  chosen: string | null,
  chosenBy?: string,
  debug: PoolDebug | null = null,
): PythonPool {
  const idle: PythonProcess[] = [];
  const all = new Set<PythonProcess>();
  let found: Promise<Interpreter> | null = null;
  let root: Promise<string | null> | null = null;
  let started = false;
  let closed = false;
  const rootProject = () => (root ??= findRootProject(project));
  const turns: (() => void)[] = [];
  let taken = 0;
  const leave = () => {
    taken -= 1;
    turns.shift()?.();
  };
  return {
    debug,
    async take() {
      taken += 1;
      if (debug !== null && taken > 1) await new Promise<void>((turn) => turns.push(turn));
      for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) if (worker.alive()) return worker;
      found ??= rootProject().then((outer) => findInterpreter(project.root, outer, chosen, chosenBy));
      const interpreter = await found.catch((error: unknown) => {
        leave(); // whoever gets no process gives none back
        throw error;
      });
      if (closed) {
        leave();
        throw ended();
      }
      const worker = startPython(interpreter, path.join(distFolder, 'python'));
      started = true;
      all.add(worker);
      return worker;
    },
    giveBack(worker, reusable) {
      leave();
      if (!closed && reusable && worker.alive()) idle.push(worker);
      else if (!worker.alive()) all.delete(worker);
      else if (closed) void worker.end();
      else void worker.retire().then(() => all.delete(worker));
    },
    places: () => projectPlaces(project),
    hasStarted: () => started,
    async close() {
      closed = true; // whoever still waits for a process gets none, since nobody would end it
      const unused = new Set(idle.splice(0));
      await Promise.all([...all].map((worker) => (unused.has(worker) ? worker.retire() : worker.end())));
      all.clear();
    },
  };
}

function ended(): EiderError {
  return new EiderError({
    code: 'worker_ended',
    message: 'The Python processes of this run have ended, so no other is started.',
    remedy: 'Run it again.',
  });
}

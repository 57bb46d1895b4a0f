import { open, readdir, readFile } from 'node:fs/promises';
import { isMissing } from '../fs-errors';
import { parseRunEvent, type RunEvent } from '../protocol/run-events';
import { foldRunEvent, interruptedState, type RunState } from '../protocol/run-state';
import { eventLogFile, pipelineRunsFolder, storePaths } from './paths';
import { isAlive } from './process-identity';
import { watchPath } from './watch-path';

/** A run found on disk, without having read its events. */
export interface RunEntry {
  readonly pipeline: string;
  readonly run: string;
}

/** Runs of one pipeline, or of all, newest first. Reads folder names only; run ids sort by time. */
export async function listRuns(root: string, pipeline?: string): Promise<RunEntry[]> {
  const { runs } = storePaths(root);
  const pipelines = pipeline === undefined ? await folderNames(runs) : [pipeline];
  const found = await Promise.all(
    pipelines.map(async (name) =>
      (await folderNames(pipelineRunsFolder(root, name))).map((run): RunEntry => ({ pipeline: name, run })),
    ),
  );
  return found.flat().sort((a, b) => (a.run < b.run ? 1 : a.run > b.run ? -1 : 0));
}

/** The state of a run folded from its log; `interrupted` when its process is gone. Null when there is no such run. */
export async function readRun(root: string, entry: RunEntry): Promise<RunState | null> {
  const state = await foldLog(root, entry);
  if (state === null || state.status !== 'running') return state;
  if (await isAlive(state.process)) return state;
  // it may have written its last events between our reading and its end
  const last = await foldLog(root, entry);
  return last === null ? null : interruptedState(last);
}

/** Whether a run goes on: it has not finished and its process lives. */
export async function isRunning(root: string, entry: RunEntry): Promise<boolean> {
  return (await readRun(root, entry))?.status === 'running';
}

async function foldLog(root: string, entry: RunEntry): Promise<RunState | null> {
  let text: string;
  try {
    text = await readFile(eventLogFile(root, entry.pipeline, entry.run), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const events = text.split('\n').flatMap((line) => parseRunEvent(line) ?? []);
  return events.reduce<RunState | null>(foldRunEvent, null);
}

/**
 * Follows an event log from its start: calls `onEvents` with every batch of new events until disposed or until
 * `run_finished` was read. Throws when there is no such log.
 */
export function followRun(
  root: string,
  entry: RunEntry,
  onEvents: (events: readonly RunEvent[]) => void,
): { dispose(): void } {
  const file = eventLogFile(root, entry.pipeline, entry.run);
  let offset = 0;
  let tail = Buffer.alloc(0);
  let disposed = false;
  let reading: Promise<void> | null = null;
  let again = false;
  const dispose = () => {
    disposed = true;
    watcher.dispose();
  };

  async function readNew(): Promise<void> {
    const chunk = await readFrom(file, offset);
    offset += chunk.length;
    const bytes = Buffer.concat([tail, chunk]);
    const end = bytes.lastIndexOf(0x0a);
    tail = bytes.subarray(end + 1);
    if (end < 0 || disposed) return;
    const lines = bytes.subarray(0, end).toString('utf8').split('\n');
    const events = lines.flatMap((line) => parseRunEvent(line) ?? []);
    if (events.length > 0) onEvents(events);
    if (events.some((event) => event.type === 'run_finished')) dispose();
  }

  // one reader at a time; a change during a read means one more read after it
  function onChange(): void {
    if (disposed) return;
    if (reading !== null) {
      again = true;
      return;
    }
    reading = readNew()
      .catch(() => undefined) // removed or not readable just now: the next change brings the next try
      .finally(() => {
        reading = null;
        if (again) {
          again = false;
          onChange();
        }
      });
  }

  const watcher = watchPath(file, onChange);
  onChange();
  return { dispose };
}

async function readFrom(file: string, offset: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const length = Math.max(0, size - offset);
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function folderNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

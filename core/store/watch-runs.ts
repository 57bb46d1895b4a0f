import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { eventLogFile, storePaths } from './paths';
import type { RunEntry } from './runs';
import { WatchedFolders, type Watched } from './watch-folders';
import { watchPath } from './watch-path';

export interface RunsListener {
  /** A run has begun: its event log has its first event. */
  readonly appeared: (entry: RunEntry) => void;
  /** A run's folder has been removed. */
  readonly vanished: (entry: RunEntry) => void;
}
export interface RunsWatch {
  /** Resolves when the watch has begun: runs that are there by then are not told of, all later ones are. */
  readonly ready: Promise<void>;
  dispose(): void;
}

/**
 * Tells of a project's runs as they come and go, whoever starts them. Every folder on the way to them is watched before it is
 * looked into, so that none is missed when several are made at once, as the first run of a project does.
 */
export function watchRuns(root: string, listener: RunsListener): RunsWatch {
  const { root: store, runs } = storePaths(root);
  const only = (folder: string) => (name: string) => name === path.basename(folder);
  const any = () => true;
  return new WatchedFolders(
    root,
    only(store),
    true,
    (_name, first) =>
      new WatchedFolders(
        store,
        only(runs),
        first,
        (_name, first) =>
          new WatchedFolders(
            runs,
            any,
            first,
            (pipeline, first) =>
              new WatchedFolders(
                path.join(runs, pipeline),
                any,
                first,
                (run, first) => new Run(root, { pipeline, run }, first, listener),
              ),
          ),
      ),
  );
}

/** A run's folder, which is there before its event log, and that before its first event. */
class Run implements Watched {
  readonly ready: Promise<void>;
  #watch: { dispose(): void } | null = null;
  #there = false;
  #disposed = false;

  constructor(
    readonly root: string,
    readonly entry: RunEntry,
    first: boolean,
    readonly listener: RunsListener,
  ) {
    this.ready = this.#begin(first);
  }

  dispose(removed = false): void {
    this.#disposed = true;
    this.#watch?.dispose();
    if (removed && this.#there) this.listener.vanished(this.entry);
  }

  async #begin(first: boolean): Promise<void> {
    await this.#look(!first);
    if (this.#there || this.#disposed) return;
    const log = eventLogFile(this.root, this.entry.pipeline, this.entry.run);
    try {
      this.#watch = watchPath(path.dirname(log), () => void this.#look(true), { persistent: false });
    } catch (error) {
      if (!isMissing(error)) throw error;
      return;
    }
    await this.#look(true);
  }

  async #look(tell: boolean): Promise<void> {
    const log = eventLogFile(this.root, this.entry.pipeline, this.entry.run);
    // its first event comes in one piece, a moment after the file; without the file, it is not there yet or not for us to read
    const there = await stat(log)
      .then(({ size }) => size > 0)
      .catch(() => false);
    if (!there || this.#there || this.#disposed) return;
    this.#there = true;
    this.#watch?.dispose();
    if (tell) this.listener.appeared(this.entry);
  }
}

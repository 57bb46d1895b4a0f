import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { eventLogFile, storePaths } from './paths';
import type { RunEntry } from './runs';
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
interface Watched extends RunsWatch {
  /** Ends the watch, `removed` because what it watches is gone. */
  dispose(removed?: boolean): void;
}

/**
 * Tells of a project's runs as they come and go, whoever starts them. Every folder on the way to them is watched before it is
 * looked into, so that none is missed when several are made at once, as the first run of a project does.
 */
export function watchRuns(root: string, listener: RunsListener): RunsWatch {
  const { root: store, runs } = storePaths(root);
  const only = (folder: string) => (name: string) => name === path.basename(folder);
  const any = () => true;
  return new Folders(
    root,
    only(store),
    true,
    (_name, first) =>
      new Folders(
        store,
        only(runs),
        first,
        (_name, first) =>
          new Folders(
            runs,
            any,
            first,
            (pipeline, first) =>
              new Folders(
                path.join(runs, pipeline),
                any,
                first,
                (run, first) => new Run(root, { pipeline, run }, first, listener),
              ),
          ),
      ),
  );
}

/** Keeps something open for each folder in a folder while it is there. */
class Folders implements Watched {
  readonly ready: Promise<void>;
  readonly #open = new Map<string, { readonly inode: bigint; readonly watched: Watched }>();
  #watch: { dispose(): void } | null = null;
  #looking: Promise<void> | null = null;
  #again = false;
  #disposed = false;

  constructor(
    readonly folder: string,
    readonly wanted: (name: string) => boolean,
    first: boolean,
    readonly open: (name: string, first: boolean) => Watched,
  ) {
    const onChange = (name: string | null) => {
      if (name === null || wanted(name)) this.#lookAgain();
    };
    try {
      this.#watch = watchPath(folder, onChange, { persistent: false });
    } catch (error) {
      if (!isMissing(error)) throw error; // gone again: whoever watches the folder above sees it come back
    }
    this.#looking = this.#look(first);
    this.ready = this.#looking.finally(() => this.#settled());
  }

  dispose(removed = false): void {
    this.#disposed = true;
    this.#watch?.dispose();
    for (const { watched } of this.#open.values()) watched.dispose(removed);
    this.#open.clear();
  }

  #lookAgain(): void {
    if (this.#looking === null) this.#looking = this.#look(false).finally(() => this.#settled());
    else this.#again = true;
  }

  #settled(): void {
    this.#looking = null;
    if (!this.#again || this.#disposed) return;
    this.#again = false;
    this.#lookAgain();
  }

  async #look(first: boolean): Promise<void> {
    const found = await inodesIn(this.folder, this.wanted);
    if (this.#disposed) return;
    for (const [name, { inode, watched }] of this.#open) {
      // one that was removed and made anew has the same name, but its watch went with the old one
      if (found.get(name) === inode) continue;
      this.#open.delete(name);
      watched.dispose(true);
    }
    const opened: Promise<void>[] = [];
    for (const [name, inode] of found) {
      if (this.#open.has(name)) continue;
      const watched = this.open(name, first);
      this.#open.set(name, { inode, watched });
      opened.push(watched.ready);
    }
    await Promise.all(opened);
  }
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

/** The wanted folders in a folder, each with what tells it from a later one of the same name. */
async function inodesIn(folder: string, wanted: (name: string) => boolean): Promise<ReadonlyMap<string, bigint>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // gone, or not for us to read
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && wanted(entry.name))
      .map(async ({ name }): Promise<[string, bigint][]> => {
        const info = await stat(path.join(folder, name), { bigint: true }).catch(() => null);
        return info === null ? [] : [[name, info.ino]];
      }),
  );
  return new Map(found.flat());
}

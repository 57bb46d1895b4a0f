import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { watchPath } from './watch-path';

/** Something that is watched while it is there. */
export interface Watched {
  /** Resolves when the watch has begun. */
  readonly ready: Promise<void>;
  /** Ends the watch, `removed` because what it watches is gone. */
  dispose(removed?: boolean): void;
}

/**
 * Keeps something open for each wanted folder in a folder while it is there. The folder is watched before it is looked
 * into, and so is each below it, so that none is missed when several are made at once. `first` is true for what was there
 * when the watch began.
 */
export class WatchedFolders implements Watched {
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

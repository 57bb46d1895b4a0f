import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { blockLogFile } from '../../core/store/paths';
import { keyOf, type BlockRef } from '../target';

/** Tells when the log of one block in one run grows; which one that is may change at any time. */
export class LogWatch {
  readonly #onGrew: () => void;
  #watched: string | null = null;
  #watcher: FSWatcher | null = null;

  constructor(onGrew: () => void) {
    this.#onGrew = onGrew;
  }

  /** Watches the block's log of the run; null watches none. */
  watch(target: (BlockRef & { readonly run: string }) | null): void {
    const key = target === null ? null : keyOf(target.project, target.pipeline, target.block, target.run);
    if (key === this.#watched) return;
    this.dispose();
    if (target === null) return;
    const file = blockLogFile(target.project, target.pipeline, target.run, target.block);
    try {
      // the folder, because the file comes with the first line the block prints
      this.#watcher = watch(path.dirname(file), (_event, name) => {
        if (name === null || name === path.basename(file)) this.#onGrew();
      });
      this.#watcher.on('error', () => this.dispose());
      this.#watched = key;
    } catch {
      this.dispose(); // the run's folder is gone: there is nothing that could grow
    }
  }

  dispose(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#watched = null;
  }
}

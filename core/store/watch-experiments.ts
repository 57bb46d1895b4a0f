import path from 'node:path';
import { isMissing } from '../fs-errors';
import { pipelineExperimentsFolder, storePaths } from './paths';
import { WatchedFolders, type Watched } from './watch-folders';
import { watchPath } from './watch-path';

/** Calls `onChange` whenever a record of the project may have come, grown or gone, until disposed; often, so throttle. */
export function watchExperiments(root: string, onChange: () => void): { dispose(): void } {
  const { root: store, experiments } = storePaths(root);
  const only = (folder: string) => (name: string) => name === path.basename(folder);
  return new WatchedFolders(
    root,
    only(store),
    true,
    (_name, first) =>
      new WatchedFolders(
        store,
        only(experiments),
        first,
        (_name, first) =>
          new WatchedFolders(
            experiments,
            () => true,
            first,
            (pipeline, first) => new Records(pipelineExperimentsFolder(root, pipeline), first, onChange),
          ),
      ),
  );
}

/** The folder of a pipeline's records. */
class Records implements Watched {
  readonly ready = Promise.resolve();
  readonly #onChange: () => void;
  #watch: { dispose(): void } | null = null;

  constructor(folder: string, first: boolean, onChange: () => void) {
    this.#onChange = onChange;
    try {
      this.#watch = watchPath(folder, onChange, { persistent: false });
    } catch (error) {
      if (!isMissing(error)) throw error; // gone again: whoever watches the folder above sees it come back
    }
    if (!first) onChange();
  }

  dispose(removed = false): void {
    this.#watch?.dispose();
    if (removed) this.#onChange();
  }
}

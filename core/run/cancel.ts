import { access, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFolder } from '../store/paths';
import type { RunEntry } from '../store/runs';
import { watchPath } from '../store/watch-path';

const REQUEST = 'cancel';

/** Asks the process of a run to cancel it, whoever started it. A run that has ended takes no notice. */
export async function cancelRun(root: string, entry: RunEntry): Promise<void> {
  await writeFile(path.join(runFolder(root, entry.pipeline, entry.run), REQUEST), '');
}

/** Takes back what was asked of a run that has ended, before it goes on. */
export async function forgetCancel(root: string, entry: RunEntry): Promise<void> {
  await rm(path.join(runFolder(root, entry.pipeline, entry.run), REQUEST), { force: true });
}

/** Calls `onCancel` once when somebody asks for the run to be cancelled. */
export function watchForCancel(root: string, entry: RunEntry, onCancel: () => void): { dispose(): void } {
  const folder = runFolder(root, entry.pipeline, entry.run);
  let asked = false;
  const look = () => {
    access(path.join(folder, REQUEST)).then(
      () => {
        if (!asked) onCancel();
        asked = true;
      },
      () => undefined, // not there, or not to be seen: nobody has asked
    );
  };
  const watcher = watchPath(
    folder,
    (name) => {
      if (name === null || name === REQUEST) look();
    },
    { persistent: false },
  );
  look();
  return watcher;
}

import { watch } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { runFolder } from '../store/paths';
import type { RunEntry } from '../store/runs';

const REQUEST = 'cancel';

/** Asks the process of a run to cancel it, whoever started it. A run that has ended takes no notice. */
export async function cancelRun(root: string, entry: RunEntry): Promise<void> {
  await writeFile(path.join(runFolder(root, entry.pipeline, entry.run), REQUEST), '');
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
      (error: unknown) => {
        if (!isMissing(error)) throw error;
      },
    );
  };
  const watcher = watch(folder, (_event, name) => {
    if (name === null || name === REQUEST) look();
  });
  watcher.unref();
  look();
  return { dispose: () => watcher.close() };
}

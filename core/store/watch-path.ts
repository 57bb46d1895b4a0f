import { watch, type FSWatcher } from 'node:fs';
import { isMissing } from '../fs-errors';

const POLL_INTERVAL = 500; // milliseconds

/**
 * Calls `onChange` when the file or the folder may have changed, until disposed. Where the system has no watch to give
 * (Linux limits how many a user has) or takes it back, it is called twice a second instead. Throws when `target` does not
 * exist. `persistent` false lets the process end meanwhile.
 */
export function watchPath(
  target: string,
  onChange: (name: string | null) => void,
  { persistent = true }: { readonly persistent?: boolean } = {},
): { dispose(): void } {
  let watcher: FSWatcher | null = null;
  let timer: NodeJS.Timeout | null = null;
  let disposed = false;
  const poll = () => {
    if (disposed) return;
    timer ??= setInterval(() => onChange(null), POLL_INTERVAL);
    if (!persistent) timer.unref();
  };
  try {
    watcher = watch(target, { persistent }, (_event, name) => onChange(name));
    watcher.on('error', poll);
  } catch (error) {
    if (isMissing(error)) throw error;
    poll();
  }
  return {
    dispose() {
      disposed = true;
      watcher?.close();
      if (timer !== null) clearInterval(timer);
    },
  };
}

import type { OutputSnapshot } from '../../core/protocol/webview';

/** Why the shown block cannot be run now; null when it can. */
export function runBlocked(snapshot: OutputSnapshot): string | null {
  if (!snapshot.trusted) return 'nothing runs in a workspace that is not trusted';
  return snapshot.subject?.status === 'running' ? 'the block is running' : null;
}

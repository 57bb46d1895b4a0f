import type { BlockStatus } from '../../core/protocol/run-state';

/** How a state is shown: always an icon and words, the colour comes on top (`.tone-…` in shared.css). */
export interface StatusLook {
  readonly label: string;
  readonly icon: string;
  readonly tone: 'muted' | 'running' | 'good' | 'bad' | 'warning';
}

const looks: Readonly<Record<BlockStatus, StatusLook>> = {
  pending: { label: 'Pending', icon: 'clock', tone: 'muted' },
  running: { label: 'Running', icon: 'sync', tone: 'running' },
  completed: { label: 'Completed', icon: 'pass', tone: 'good' },
  failed: { label: 'Failed', icon: 'error', tone: 'bad' },
  cancelled: { label: 'Cancelled', icon: 'circle-slash', tone: 'warning' },
  upstream_failed: { label: 'Upstream failed', icon: 'debug-disconnect', tone: 'warning' },
  condition_failed: { label: 'Condition not met', icon: 'debug-step-over', tone: 'muted' },
  interrupted: { label: 'Interrupted', icon: 'debug-pause', tone: 'warning' },
  reused: { label: 'Reused', icon: 'history', tone: 'good' },
};

const never: StatusLook = { label: 'Not run', icon: 'circle-large-outline', tone: 'muted' };

/** Null is a block that no run has touched. */
export function statusLook(status: BlockStatus | null): StatusLook {
  return status === null ? never : looks[status];
}

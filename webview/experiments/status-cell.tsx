import type { ExperimentStatus } from '../../core/protocol/experiment-state';
import { useNow } from '../shared/clock';
import { Icon } from '../shared/controls';
import { formatClock, secondsSince } from '../shared/format';
import { durationText, experimentLook } from './words';

export function Status({ status }: { readonly status: ExperimentStatus }) {
  const { label, icon, tone } = experimentLook(status);
  return (
    <span class="experiment-status" data-status={status}>
      <span class={`tone-${tone}`}>
        <Icon name={icon} spin={status === 'running'} />
      </span>
      {label}
    </span>
  );
}

interface TookProps {
  readonly status: ExperimentStatus;
  readonly startedAt: string;
  readonly seconds: number | null;
}

/** How long a training took, or has been going on. */
export function Took({ status, startedAt, seconds }: TookProps) {
  const now = useNow(status === 'running');
  const since = status === 'running' ? secondsSince(startedAt, now) : null;
  return <>{since === null ? durationText(seconds) : formatClock(since)}</>;
}

import type { ExperimentState, ExperimentStatus } from '../../core/protocol/experiment-state';
import { formatDuration } from '../shared/format';
import type { StatusLook } from '../shared/statuses';

const looks: Readonly<Record<ExperimentStatus, StatusLook>> = {
  running: { label: 'Running', icon: 'sync', tone: 'running' },
  unfinished: { label: 'Unfinished', icon: 'debug-pause', tone: 'warning' },
  completed: { label: 'Completed', icon: 'pass', tone: 'good' },
  failed: { label: 'Failed', icon: 'error', tone: 'bad' },
  cancelled: { label: 'Cancelled', icon: 'circle-slash', tone: 'warning' },
  interrupted: { label: 'Interrupted', icon: 'debug-pause', tone: 'warning' },
  pruned: { label: 'Pruned', icon: 'debug-step-over', tone: 'muted' },
};

export function experimentLook(status: ExperimentStatus): StatusLook {
  return looks[status];
}

/** What a training is called beside others: its name, or else its block. */
export function titleOf({ name, block, child }: Pick<ExperimentState, 'name' | 'block' | 'child'>): string {
  return name ?? (child === null ? block : `${block}:${child.name}`);
}

/** A score or a parameter as a person reads it: six digits of a number. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function durationText(seconds: number | null): string {
  return seconds === null ? '' : formatDuration(seconds);
}

/** When a training began: local, to the second, since many begin in a minute. */
export function startedText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

import type { ExperimentState, ExperimentStatus } from '../../core/protocol/experiment-state';
import type { RecordedNumber } from '../../core/protocol/recorded-number';
import { oneLine, type Style } from '../text/ansi';
import { formatSeconds } from '../text/format';

/** A score or a parameter as a person reads it: six digits of a number. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A score for comparing: NaN where it is none. */
export function numberOf(value: RecordedNumber): number {
  return Number(value);
}

export function statusText(status: ExperimentStatus, style: Style): string {
  switch (status) {
    case 'completed':
      return style.good(status);
    case 'failed':
      return style.bad(status);
    case 'running':
      return style.accent(status);
    case 'cancelled':
    case 'interrupted':
    case 'unfinished':
      return style.warn(status);
    case 'pruned':
      return style.dim(status);
  }
}

export function durationText({ seconds }: Pick<ExperimentState, 'seconds'>): string {
  return seconds === null ? '' : formatSeconds(seconds);
}

/** What a training is called beside others: its name, or else its block. */
export function titleOf({ name, block, child }: ExperimentState): string {
  return oneLine(name ?? (child === null ? block : `${block}:${child.name}`));
}

import type { BlockStatus, RunStatus } from '../../core/protocol/run-state';
import type { Style } from '../text/ansi';

/** How a status is shown: a mark and a word; never by colour alone. */
export interface Look {
  readonly mark: string;
  readonly word: string;
}

export function blockLook(status: BlockStatus, style: Style): Look {
  switch (status) {
    case 'completed':
      return { mark: style.good('✔'), word: style.good('completed') };
    case 'failed':
      return { mark: style.bad('✘'), word: style.bad('failed') };
    case 'cancelled':
      return { mark: style.warn('■'), word: style.warn('cancelled') };
    case 'interrupted':
      return { mark: style.warn('■'), word: style.warn('interrupted') };
    case 'upstream_failed':
      return { mark: style.dim('–'), word: style.dim('not run, an upstream block failed') };
    case 'condition_failed':
      return { mark: style.dim('–'), word: style.dim('not run, its condition was not met') };
    case 'reused':
      return { mark: style.dim('↺'), word: style.dim('reused') };
    case 'running':
      return { mark: style.accent('▶'), word: style.accent('running') };
    case 'pending':
      return { mark: style.dim('·'), word: style.dim('waiting') };
  }
}

export function runStatusText(status: RunStatus, style: Style): string {
  switch (status) {
    case 'completed':
      return style.good(status);
    case 'failed':
      return style.bad(status);
    case 'cancelled':
    case 'interrupted':
      return style.warn(status);
    case 'running':
      return style.accent(status);
  }
}

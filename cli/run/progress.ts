import { childrenText } from '../../core/protocol/children-text';
import type { RunEvent } from '../../core/protocol/run-events';
import type { BlockState, RunState } from '../../core/protocol/run-state';
import type { Owned, Terminal } from '../terminal';
import { clearBelow, clip, cursorUp, hideCursor, padEnd, showCursor, type Style } from '../text/ansi';
import { formatSeconds, plural } from '../text/format';
import { blockLook } from './look';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const redrawMilliseconds = 100;

/** Shows a run while it goes on. */
export interface Progress extends Owned {
  /** Takes the state that `event` led to. */
  update(state: RunState, event: RunEvent): void;
  /** Says something besides the blocks. */
  note(text: string): void;
}

/**
 * On a terminal: each finished block's line stays, below it a line for every running block with its clock and, where the
 * block tells, its percentage, redrawn in place, and how many still wait.
 */
export function liveProgress(terminal: Terminal, style: Style): Progress {
  let state: RunState | null = null;
  let drawn = 0;
  let frame = 0;
  const finished = new Set<string>();

  const draw = (last: boolean): void => {
    if (state === null) return;
    const size = terminal.size() ?? { columns: 80, rows: 24 };
    const nameWidth = Math.max(...state.blocks.map((block) => block.plan.uuid.length), 0);
    const settled = state.blocks.filter((block) => isSettled(block) && !finished.has(block.plan.uuid));
    for (const block of settled) finished.add(block.plan.uuid);
    const kept = settled.map((block) => settledLine(block, nameWidth, style));
    const changing = last ? [] : changingLines(state, nameWidth, size.rows, frames[frame] ?? '', terminal.now(), style);
    const lines = [...kept, ...changing].map((line) => `${clip(line, size.columns - 1)}\n`);
    terminal.out(`${toTop()}${lines.join('')}`);
    drawn = changing.length;
  };
  // from the first column, since a terminal may have echoed a ^C
  const toTop = (): string => `\r${cursorUp(drawn)}${clearBelow}`;

  terminal.out(hideCursor);
  const timer = terminal.every(redrawMilliseconds, () => {
    frame = (frame + 1) % frames.length;
    draw(false);
  });
  return {
    update(next, event) {
      state = next;
      // progress, of which there may be much, is drawn at the next tick
      if (event.type !== 'block_progress' && event.type !== 'child_finished') draw(false);
    },
    note(text) {
      terminal.out(`${toTop()}${text}\n`);
      drawn = 0;
      draw(false);
    },
    dispose() {
      timer.dispose();
      draw(true);
      terminal.out(showCursor);
    },
  };
}

/** Where output cannot be redrawn, in a file or a CI log: one line when a block starts and one when it ends. */
export function plainProgress(terminal: Terminal, style: Style): Progress {
  return {
    update(state, event) {
      if (event.type === 'run_started') {
        const running = state.blocks.filter((block) => block.plan.action !== 'reuse').length;
        terminal.out(`run ${state.run} of ${state.pipeline}: ${plural(running, 'block')}\n`);
        return;
      }
      if (event.type === 'run_resumed') {
        terminal.out(`run ${state.run} of ${state.pipeline} goes on: ${plural(event.blocks.length, 'block')}\n`);
      }
      if (event.type === 'block_started') terminal.out(`${event.block} started\n`);
      if (event.type === 'block_retried') {
        terminal.out(`${event.block} failed: ${event.failure.message}; trying again in ${event.delay} s\n`);
      }
      if (event.type !== 'block_finished') return;
      const look = blockLook(event.status, style);
      terminal.out(
        `${event.block} ${look.word}${event.status === 'upstream_failed' ? '' : ` ${formatSeconds(event.seconds)}`}\n`,
      );
    },
    note: (text) => terminal.err(`${text}\n`),
    dispose: () => undefined,
  };
}

function isSettled(block: BlockState): boolean {
  return block.status !== 'pending' && block.status !== 'running';
}

function settledLine(block: BlockState, nameWidth: number, style: Style): string {
  const look = blockLook(block.status, style);
  const time = block.seconds === null || block.startedAt === null ? '' : formatSeconds(block.seconds);
  return `${look.mark} ${padEnd(block.plan.uuid, nameWidth)}  ${look.word}  ${style.dim(time)}`.trimEnd();
}

function changingLines(
  state: RunState,
  nameWidth: number,
  rows: number,
  frame: string,
  now: number,
  style: Style,
): string[] {
  const running = state.blocks.filter((block) => block.status === 'running');
  const waiting = state.blocks.filter((block) => block.status === 'pending').length;
  // Lines that have left the screen could not be redrawn.
  const shown = running.slice(0, Math.max(1, rows - 3));
  const lines = shown.map((block) => {
    const since = block.startedAt === null ? 0 : Math.max(0, now - Date.parse(block.startedAt)) / 1000;
    const children = block.children === null ? '' : `  ${childrenText(block.children)}`;
    const percent = block.fraction === null ? '' : `  ${Math.floor(block.fraction * 100)} %`;
    return `${style.accent(frame)} ${padEnd(block.plan.uuid, nameWidth)}  ${style.dim(formatSeconds(since))}${percent}${children}`;
  });
  const hidden = running.length - shown.length;
  const rest = [
    ...(hidden > 0 ? [`${hidden} more running`] : []),
    ...(waiting > 0 ? [`${plural(waiting, 'block')} waiting`] : []),
  ];
  return rest.length === 0 ? lines : [...lines, style.dim(`  ${rest.join(', ')}`)];
}

import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../core/protocol/run-events';
import { fakeTerminal } from '../testing';
import { styleFor } from '../text/ansi';
import { liveProgress, plainProgress, type Progress } from './progress';
import { failedRun, startOf, statesOf } from './testing';

const style = styleFor(false);

function show(progress: Progress, events: readonly RunEvent[]): void {
  const states = statesOf(events);
  for (const [index, state] of states.entries()) {
    const event = events[index];
    if (event !== undefined) progress.update(state, event);
  }
}

describe('progress where output cannot be redrawn', () => {
  it('is one plain line for every start and end', () => {
    const terminal = fakeTerminal();
    show(plainProgress(terminal, style), failedRun);
    expect(terminal.output().split('\n')).toEqual([
      'run 20250301-090000 of taxi: 3 blocks',
      'ingest started',
      'ingest completed 1.3 s',
      'prepare started',
      'prepare failed 2.0 s',
      'build not run, an upstream block failed',
      '',
    ]);
  });
});

describe('progress on a terminal', () => {
  const size = { columns: 60, rows: 24 };

  it('keeps finished blocks and redraws running ones with their clock and percentage', () => {
    const terminal = fakeTerminal({ size, now: '2025-03-01T09:00:01.250Z' });
    show(liveProgress(terminal, style), failedRun.slice(0, 6));
    terminal.tick(750);
    expect(terminal.screen()).toEqual([
      '↺ zones    reused',
      '✔ ingest   completed  1.3 s',
      '⠙ prepare  750 ms  43 %',
      '  1 block waiting',
    ]);
    terminal.tick(1000);
    expect(terminal.screen()[2]).toBe('⠹ prepare  1.8 s  43 %');
  });

  it('leaves one line for each block behind, and the cursor as it was', () => {
    const terminal = fakeTerminal({ size });
    const progress = liveProgress(terminal, style);
    show(progress, failedRun);
    progress.dispose();
    expect(terminal.screen()).toEqual([
      '↺ zones    reused',
      '✔ ingest   completed  1.3 s',
      '✘ prepare  failed  2.0 s',
      '– build    not run, an upstream block failed',
    ]);
    expect(terminal.output().startsWith('\u001b[?25l')).toBe(true);
    expect(terminal.output().endsWith('\u001b[?25h')).toBe(true);
  });

  it('keeps what is said in between above the blocks that still run', () => {
    const terminal = fakeTerminal({ size, now: '2025-03-01T09:00:01.250Z' });
    const progress = liveProgress(terminal, style);
    show(progress, failedRun.slice(0, 5));
    progress.note('Cancelling …');
    expect(terminal.screen()).toEqual([
      '↺ zones    reused',
      '✔ ingest   completed  1.3 s',
      'Cancelling …',
      '⠋ prepare  0 ms',
      '  1 block waiting',
    ]);
  });

  it('cuts lines that would wrap, since a wrapped line cannot be redrawn', () => {
    const terminal = fakeTerminal({ size: { columns: 20, rows: 24 } });
    show(liveProgress(terminal, style), failedRun);
    expect(terminal.screen().every((line) => line.length < 20)).toBe(true);
  });

  it('never draws more changing lines than the screen has', () => {
    const uuids = Array.from({ length: 30 }, (_, index) => `block_${index}`);
    const terminal = fakeTerminal({ size: { columns: 60, rows: 10 } });
    show(liveProgress(terminal, style), startOf(uuids));
    expect(terminal.screen()).toHaveLength(8);
    expect(terminal.screen().at(-1)).toBe('  23 more running');
  });
});

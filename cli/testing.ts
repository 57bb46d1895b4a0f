import { realpath } from 'node:fs/promises';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Terminal } from './terminal';

/** A terminal for tests: keeps what is printed, and ticks only when told to. */
export interface FakeTerminal extends Terminal {
  /** Everything printed to standard output, as it came. */
  readonly output: () => string;
  readonly errors: () => string;
  /** The lines a person would see on the screen. */
  readonly screen: () => string[];
  /** Moves the clock and calls whoever waits. */
  tick(milliseconds: number): void;
  /** Presses Ctrl+C. */
  interrupt(): void;
  readonly died: () => boolean;
}

export interface FakeTerminalOptions {
  readonly cwd?: string;
  /** Null: the output is no terminal. */
  readonly size?: { readonly columns: number; readonly rows: number } | null;
  readonly color?: boolean;
  /** ISO time at which the clock stands. */
  readonly now?: string;
}

export function fakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  const { cwd = '/proj', size = null, color = false, now = '2025-03-01T09:00:00.000Z' } = options;
  let out = '';
  let err = '';
  let clock = Date.parse(now);
  let died = false;
  const timers = new Set<() => void>();
  const interrupts = new Set<() => void>();
  const owned = (set: Set<() => void>, callback: () => void) => {
    set.add(callback);
    return { dispose: () => void set.delete(callback) };
  };
  return {
    cwd,
    live: size !== null,
    color,
    size: () => size,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    now: () => clock,
    every: (_, callback) => owned(timers, callback),
    onInterrupt: (listener) => owned(interrupts, listener),
    enter: () => undefined,
    endChildren: () => Promise.resolve(),
    die: () => void (died = true),
    output: () => out,
    errors: () => err,
    screen: () => screenOf(out),
    tick(milliseconds) {
      clock += milliseconds;
      for (const timer of [...timers]) timer();
    },
    interrupt() {
      for (const listener of [...interrupts]) listener();
    },
    died: () => died,
  };
}

/** What a terminal shows after the given output, as far as `run` uses one: lines, cursor up, clear below. */
function screenOf(output: string): string[] {
  const lines = [''];
  let row = 0;
  // eslint-disable-next-line no-control-regex -- the sequences begin with ESC
  for (const [token] of output.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[\n\r]|[^\n\r\u001b]+/g)) {
    const up = /^\u001b\[(\d+)A$/.exec(token); // eslint-disable-line no-control-regex -- as above
    if (token === '\n') lines[++row] ??= '';
    else if (up !== null) row -= Number(up[1]);
    else if (token === '\u001b[0J') lines.splice(row, Infinity, '');
    else if (!token.startsWith('\u001b') && token !== '\r') lines[row] = (lines[row] ?? '') + token;
  }
  return lines.slice(0, lines.at(-1) === '' ? -1 : undefined);
}

/** A project in a temporary folder; paths of files are relative to it. */
export interface TestProject {
  readonly root: string;
  remove(): Promise<void>;
}

export async function makeProject(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'eider-cli-')));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { endDescendants } from '../core/process-tree';
import type { Terminal } from './terminal';
import { showCursor } from './text/ansi';

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The terminal of this process. */
export function nodeTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // `eider list | head` closes our output early. Nobody reads on, so nothing is lost by writing no more.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // not `stdout.isTTY`, which is undefined where output is no terminal: for color libraries that means “decide yourself”
  const live = isatty(stdout.fd) && env['TERM'] !== 'dumb';
  return {
    cwd: process.cwd(),
    live,
    // https://no-color.org: any value that is not empty
    color: live && (env['NO_COLOR'] ?? '') === '',
    // a terminal that was just made may say that it has no columns
    size: () => (stdout.isTTY && stdout.columns > 0 ? { columns: stdout.columns, rows: stdout.rows } : null),
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    now: () => Date.now(),
    every(milliseconds, callback) {
      const timer = setInterval(callback, milliseconds);
      return { dispose: () => clearInterval(timer) };
    },
    onInterrupt(listener) {
      for (const signal of endSignals) process.on(signal, listener);
      return {
        dispose: () => {
          for (const signal of endSignals) process.off(signal, listener);
        },
      };
    },
    enter: (folder) => process.chdir(folder),
    endChildren: () => endDescendants(process.pid),
    die() {
      if (live) writeSync(stdout.fd, showCursor);
      // Not process.exit: that waits for native work, a long query for instance. With no listener left the signal ends us.
      for (const signal of endSignals) process.removeAllListeners(signal);
      process.kill(process.pid, 'SIGINT');
    },
  };
}

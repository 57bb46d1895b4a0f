import { readLog } from '../../core/data/log';

/** Reads a growing log line by line. */
export interface LogTail {
  /** Lines completed since the last call; none while the file does not exist. */
  next(): Promise<string[]>;
  /** What stands after the last line end, as one line, if anything does. */
  rest(): string[];
}

export function logTail(file: string): LogTail {
  let offset = 0;
  let tail = '';
  return {
    async next() {
      const lines: string[] = [];
      for (;;) {
        const { text, next } = await readLog(file, offset);
        if (text === '') return lines;
        offset = next;
        const parts = (tail + text).split('\n');
        tail = parts.pop() ?? '';
        lines.push(...parts.map(withoutReturn));
      }
    },
    rest() {
      const last = withoutReturn(tail);
      tail = '';
      return last === '' ? [] : [last];
    },
  };
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

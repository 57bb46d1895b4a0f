import type { LogText } from '../../core/protocol/data';

export interface LogFollowerOptions {
  read(from: number): Promise<LogText>;
  /** Text that has been added at the end. */
  append(text: string): void;
  failed(error: unknown): void;
}

export interface LogFollower {
  /** Reads on to the end of the log; while a read is going on, once more after it. */
  readonly poke: () => void;
  /** Nothing is appended after this. */
  readonly stop: () => void;
}

/** Reads a growing log piece by piece, one request at a time. */
export function followLog(options: LogFollowerOptions): LogFollower {
  let next = 0;
  let reading = false;
  let again = false;
  let stopped = false;

  async function readOn(): Promise<void> {
    reading = true;
    try {
      do {
        again = false;
        const piece = await options.read(next);
        if (isStopped()) return;
        if (piece.text !== '') options.append(piece.text);
        // a long log comes in several pieces: as long as it advances there may be more
        again ||= piece.next > next;
        next = piece.next;
      } while (again);
    } catch (error) {
      if (!isStopped()) options.failed(error);
    } finally {
      reading = false;
    }
  }
  /** A function, because it changes during an await. */
  function isStopped(): boolean {
    return stopped;
  }

  return {
    poke() {
      if (reading) again = true;
      else if (!stopped) void readOn();
    },
    stop() {
      stopped = true;
    },
  };
}

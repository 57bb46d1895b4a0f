/** Something that goes on until its owner ends it. */
export interface Owned {
  dispose(): void;
}

/** Everything a command needs from outside, handed in so that a test can give its own. */
export interface Terminal {
  /** Absolute path of the working folder. */
  readonly cwd: string;
  /** Whether what is printed can be redrawn: a terminal, and not a dumb one. */
  readonly live: boolean;
  /** Whether colours are wanted. */
  readonly color: boolean;
  /** Size in characters. Null when the output is no terminal: nothing is clipped then. */
  size(): { readonly columns: number; readonly rows: number } | null;
  /** Prints to standard output; line ends are the caller's. */
  out(text: string): void;
  /** Prints to standard error. */
  err(text: string): void;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back again and again until disposed. */
  every(milliseconds: number, callback: () => void): Owned;
  /** Ctrl+C or a request to end, until disposed. */
  onInterrupt(listener: () => void): Owned;
  /** Makes a folder the process's working folder: relative paths in the blocks of a run start there. `cwd` stays. */
  enter(folder: string): void;
  /** Ends the processes that blocks have started and left behind. */
  endChildren(): Promise<void>;
  /** Ends the process at once, as a second Ctrl+C asks for. */
  die(): void;
}

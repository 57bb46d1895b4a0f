/** What `eider` tells its caller; the same for every command. */
export const exitCodes = {
  done: 0,
  /** A block or a test failed, a file has errors, or there is no such output yet. */
  failed: 1,
  /** Bad usage, a name that does not exist, or a project that cannot be read. */
  usage: 2,
  /** Ended by Ctrl+C: 128 and the number of SIGINT, as shells report it. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

import { InvalidArgumentError, type Command } from 'commander';

/** Gives a command the options that every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--project <dir>', 'folder of the project (default: the nearest one above the working folder)')
    .option('--json', 'print JSON, for programs');
}

/** An option's value that must be a whole number of at least 1. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

/** An option's value that must be a whole number of at least 0. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number from 0 on.');
  return value;
}

/** Collects an option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

import { EiderError } from './errors';
import type { Failure } from './protocol/problem';

/** Secrets that blocks may ask for, and the guard that keeps them out of everything that is written. */
export interface Secrets {
  /** By name: those that were handed to the run. One that is not here is looked for in the environment. */
  readonly values: Readonly<Record<string, string>>;
  /** Remembers a value that must not be shown, such as one that was read from the environment. */
  readonly learn: (value: string) => void;
  /** The text with three asterisks for each secret that it holds. */
  readonly redact: (text: string) => string;
}

/** Shorter ones are no secrets: hiding every `a` would make any text unreadable. */
const SHORTEST = 4;
const HIDDEN = '***';

export function createSecrets(values: Readonly<Record<string, string>> = {}): Secrets {
  const known = new Set<string>();
  let longestFirst: readonly string[] = [];
  const learn = (value: string) => {
    // a secret of several lines is printed line by line, and one inside JSON is escaped there
    const spellings = [value, ...value.split(/\r?\n/), JSON.stringify(value).slice(1, -1)];
    for (const spelling of spellings) if (spelling.trim().length >= SHORTEST) known.add(spelling);
    longestFirst = [...known].sort((a, b) => b.length - a.length);
  };
  for (const value of Object.values(values)) learn(value);
  return {
    values,
    learn,
    redact: (text) => longestFirst.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text),
  };
}

/** Where a secret is asked for. */
export interface AskedAt {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** A secret by name: one that was handed over, or else the environment's variable. Throws `secret_missing`. */
export function readSecret(secrets: Secrets, name: string, place?: AskedAt): string {
  const value = secrets.values[name] ?? process.env[name];
  if (value === undefined) {
    throw new EiderError({
      code: 'secret_missing',
      message: `There is no secret ${name}.`,
      remedy: `Set it with the command "Eider: Set Secret" in VS Code, or as an environment variable ${name}.`,
      ...place,
    });
  }
  secrets.learn(value);
  return value;
}

/** Whether an environment variable may hold a secret, by its name. Not all are taken for one: PATH must stay readable. */
export function soundsSecret(name: string): boolean {
  // where a shell is and was are no passwords
  return (
    !/^(OLD)?PWD$/i.test(name) &&
    /secret|token|passw|pwd|key|credential|auth(?!or)|connection_(string|ur[li])/i.test(name)
  );
}

/** The same of a pipeline's variable, of which many are called `key_column` or the like. */
export function variableSoundsSecret(name: string): boolean {
  return /secret|token|passw|pwd|(api|access|private)_?key|credential/i.test(name);
}

/** Learns every variable of the environment whose name sounds like a secret's, before any of them is asked for. */
export function learnEnvironment(secrets: Secrets): void {
  for (const name of Object.keys(process.env)) if (soundsSecret(name)) readEnvironment(secrets, name);
}

/** A variable of the environment; a value whose name sounds like a secret's is treated as one. */
export function readEnvironment(secrets: Secrets, name: string): string | null {
  const value = process.env[name];
  if (value !== undefined && soundsSecret(name)) secrets.learn(value);
  return value ?? null;
}

/** What went wrong, its words redacted; its code and its place stay as they are, since programs depend on them. */
export function redactFailure({ redact }: Secrets, failure: Failure): Failure {
  const { message, remedy, detail, expected, actual } = failure;
  return {
    ...failure,
    message: redact(message),
    ...(remedy === undefined ? {} : { remedy: redact(remedy) }),
    ...(detail === undefined ? {} : { detail: redact(detail) }),
    ...(expected === undefined ? {} : { expected: redact(expected) }),
    ...(actual === undefined ? {} : { actual: redact(actual) }),
  };
}

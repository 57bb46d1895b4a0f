import { assert, type Variables } from 'eider';

/** A whole number from `least` on, from a variable of the pipeline. */
export function wholeNumber(variables: Variables, name: string, least: number): number {
  const value = variables[name];
  assert(
    typeof value === 'number' && Number.isInteger(value) && value >= least,
    `The variable ${name} is ${shown(value)}. Give a whole number from ${least} on.`,
  );
  return value;
}

/** One of several words, from a variable of the pipeline. */
export function oneOf<Word extends string>(variables: Variables, name: string, words: readonly Word[]): Word {
  const value = variables[name];
  const word = words.find((known) => known === value);
  assert(word !== undefined, `The variable ${name} is ${shown(value)}. Give one of ${words.join(', ')}.`);
  return word;
}

/** A value as somebody would have to write it, for a sentence about it. */
export function shown(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

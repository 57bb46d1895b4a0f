import * as v from 'valibot';
import { EiderError } from '../errors';
import { nearest } from '../project/suggest';

/**
 * The parameters of a model from what a user gave: defaults filled in, every name known, every value in its range.
 * Throws `parameter_unknown`, with the name that was probably meant, or `parameter_invalid`, which names the parameter,
 * what it was and what it may be. A description (`v.description`) on an entry's schema says what it may be.
 */
export function readParameters<Entries extends v.ObjectEntries>(
  model: string,
  schema: v.ObjectSchema<Entries, undefined>,
  given: Readonly<Record<string, unknown>>,
): v.InferOutput<v.ObjectSchema<Entries, undefined>> {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(schema.entries, name)) continue;
    const meant = nearest(name, Object.keys(schema.entries));
    throw new EiderError({
      code: 'parameter_unknown',
      message: `${model} has no parameter ${name}.`,
      remedy:
        meant === null
          ? `It has ${Object.keys(schema.entries).sort().join(', ')}.`
          : `Did you mean ${meant}? Otherwise leave it out.`,
    });
  }
  const parsed = v.safeParse(schema, given);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const name = v.getDotPath(issue)?.split('.')[0] ?? '';
  const described = descriptionOf(schema.entries[name]) ?? issue.message;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `${name} of ${model} is ${shown(given[name])}.`,
    remedy: `It may be ${described}.`,
  });
}

/** A number in a range, both ends included unless said otherwise, with the sentence part that says so. */
export function numberIn(
  low: number,
  high: number,
  { above = false, below = false }: { readonly above?: boolean; readonly below?: boolean } = {},
) {
  const inside = (value: number) => (above ? value > low : value >= low) && (below ? value < high : value <= high);
  return v.pipe(v.number(), v.check(inside), v.description(`a number ${rangeText(low, high, above, below)}`));
}

/**
 * A whole number in a range. A search space gives numbers such as 12.0 for whole ones, as hyperopt does, so these are
 * what is meant here.
 */
export function wholeNumber(low: number, high = Number.MAX_SAFE_INTEGER) {
  return v.pipe(
    v.number(),
    v.check((value) => Number.isSafeInteger(value) && value >= low && value <= high),
    v.description(`a whole number ${rangeText(low, high, false, false)}`),
  );
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return v.pipe(v.picklist(words), v.description(`one of ${words.join(', ')}`));
}

function rangeText(low: number, high: number, above: boolean, below: boolean): string {
  const from = low === -Infinity ? '' : above ? `above ${low}` : `from ${low}`;
  const to = high === Infinity || high === Number.MAX_SAFE_INTEGER ? '' : below ? `below ${high}` : `to ${high}`;
  if (from === '' && to === '') return 'of any size';
  if (to === '') return above ? from : `of ${low} or more`;
  return from === '' ? to : `${from} ${to}`;
}

/** The description on a schema, inside `v.optional` too. */
function descriptionOf(schema: unknown): string | null {
  if (typeof schema !== 'object' || schema === null) return null;
  if ('pipe' in schema && Array.isArray(schema.pipe)) {
    const pipe: readonly unknown[] = schema.pipe;
    for (const action of pipe) {
      if (typeof action !== 'object' || action === null) continue;
      if ('type' in action && action.type === 'description' && 'description' in action)
        return String(action.description);
    }
  }
  return 'wrapped' in schema ? descriptionOf(schema.wrapped) : null;
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value); // NaN and Infinity, which JSON has not
  return typeof value === 'function' ? 'a function' : JSON.stringify(value);
}

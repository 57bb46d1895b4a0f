import { parseDocument } from 'yaml';
import { EiderError } from '../errors';
import type { Interaction, InteractionVariable, ValueType } from './interaction-types';

/** What is filled in of a field, as text; null for nothing. */
export type FilledIn = string | null;

const words: Readonly<Record<ValueType, string>> = {
  boolean: 'true or false',
  date: 'a date such as 2024-02-01',
  datetime: 'a time such as 2024-02-01T07:30',
  dictionary: 'a map such as {a: 1}',
  float: 'a number such as 2.5',
  integer: 'a whole number such as 3',
  list: 'a list such as [1, 2]',
  string: 'text',
};

/** What a field takes, for people. */
export function expectedText({ input, types }: InteractionVariable): string {
  if (input.kind === 'dropdown_menu') return `one of ${input.options.map(({ label }) => label).join(', ')}`;
  const [only] = typesOf(input, types);
  return only === undefined
    ? 'text'
    : typesOf(input, types)
        .map((type) => words[type])
        .join(', or ');
}

/**
 * The value of a field as its types say, tried in their order; undefined when nothing is filled in and nothing is required.
 * Dates stay text, as they are in the variables of a pipeline. Throws `interaction_value` for what is missing, does not
 * fit, or is none of the menu's options.
 */
export function fieldValue(variable: InteractionVariable, filledIn: FilledIn): unknown {
  const { input, types } = variable;
  if (filledIn === null || (filledIn === '' && !types.includes('string'))) {
    if (variable.required) throw invalid(variable, 'needs a value');
    return undefined;
  }
  const chosen = input.options.find(({ label, value }) => filledIn === String(value) || filledIn === label);
  if (input.kind === 'dropdown_menu' && chosen === undefined) throw invalid(variable, `has no option ${filledIn}`);
  if (chosen !== undefined && types.length === 0) return chosen.value; // as it stands in the file
  const text = chosen === undefined ? filledIn : String(chosen.value);
  const wanted = typesOf(input, types);
  for (const type of wanted) {
    const value = converted(text, type);
    if (value !== undefined) return value;
  }
  if (wanted.length === 0) return text;
  throw invalid(variable, `cannot be ${JSON.stringify(text)}`);
}

/** The variables of a run from what is filled in of an interaction, by the names of the variables. Throws what `fieldValue` throws. */
export function filledVariables(
  { variables }: Pick<Interaction, 'variables'>,
  filledIn: Readonly<Record<string, FilledIn>>,
): Record<string, unknown> {
  const values = variables.flatMap((variable) => {
    if (variable.disabled) return [];
    const value = fieldValue(variable, filledIn[variable.uuid] ?? null);
    return value === undefined ? [] : [[variable.uuid, value] as const];
  });
  return Object.fromEntries(values);
}

/** The types of a field; one that names none has that of its input. */
function typesOf({ kind, isNumber }: InteractionVariable['input'], types: readonly ValueType[]): readonly ValueType[] {
  if (types.length > 0) return types;
  if (kind === 'checkbox' || kind === 'switch') return ['boolean'];
  return isNumber ? ['float'] : [];
}

/** A text as a value of a type; undefined when it is none. */
function converted(text: string, type: ValueType): unknown {
  const trimmed = text.trim();
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      if (/^(true|yes|on|1)$/i.test(trimmed)) return true;
      return /^(false|no|off|0)$/i.test(trimmed) ? false : undefined;
    case 'integer':
      return /^[+-]?\d+$/.test(trimmed) && Number.isSafeInteger(Number(trimmed)) ? Number(trimmed) : undefined;
    case 'float':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : undefined;
    case 'date':
      return isDay(trimmed) ? trimmed : undefined;
    case 'datetime': {
      const [, day = '', clock = ''] = /^(\d{4}-\d{2}-\d{2})(?:[T ](.+))?$/.exec(trimmed) ?? [];
      const isClock = clock === '' || /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.test(clock);
      return isDay(day) && isClock ? trimmed : undefined;
    }
    case 'list':
    case 'dictionary': {
      const document = parseDocument(trimmed, { logLevel: 'silent' });
      if (document.errors.length > 0) return undefined;
      const value: unknown = document.toJS();
      if (typeof value !== 'object' || value === null) return undefined;
      return Array.isArray(value) === (type === 'list') ? value : undefined;
    }
  }
}

/** Whether a text is a day that the calendar has. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function invalid(variable: InteractionVariable, what: string): EiderError {
  const { name, uuid } = variable;
  return new EiderError({
    code: 'interaction_value',
    message: `${name}${name === uuid ? '' : ` (${uuid})`} ${what}.`,
    remedy: `Give ${expectedText(variable)}.`,
  });
}

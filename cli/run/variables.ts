import { parseDocument } from 'yaml';
import { usageError } from '../usage';

/**
 * `name=value` pairs of `--var`; a later one of the same name wins. The value is read as YAML, so `3` is a number,
 * `2024-02-01` text, `[a, b]` a list and nothing at all null.
 */
export function parseVariables(pairs: readonly string[]): Record<string, unknown> {
  const variables = new Map<string, unknown>();
  for (const [name, text] of variableTexts(pairs)) {
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error !== undefined) {
      const reason = error.message.split('\n')[0]?.replace(/:$/, '') ?? error.code;
      throw usageError(
        `The value of --var ${name} is not YAML: ${reason}.`,
        `Quote it when it is meant as text: --var "${name}='…'".`,
      );
    }
    variables.set(name, document.toJS());
  }
  return Object.fromEntries(variables);
}

/** The texts of the values, by name; a later one of the same name wins. */
export function variableTexts(pairs: readonly string[]): Map<string, string> {
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      const name = pair.slice(0, Math.max(0, equals)).trim();
      if (name === '' || /\s/.test(name)) {
        throw usageError(`--var ${pair} has no name and value.`, 'Write it as --var name=value.');
      }
      return [name, pair.slice(equals + 1)] as const;
    }),
  );
}

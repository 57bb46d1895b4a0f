import { floatText } from './float-text';
import { FloatList, isTypedNumbers, sortedEntries, type ModelDocument, type TypedNumbers } from './model-document';

/** A document as XGBoost's JSON text: keys sorted, no spaces, floats always with an exponent. */
export function writeModelText(document: ModelDocument): string {
  if (typeof document === 'number' || typeof document === 'boolean' || document === null) return String(document);
  if (typeof document === 'string') return JSON.stringify(document);
  if (isTypedNumbers(document)) return numbersText(document);
  if (document instanceof FloatList) return numbersText(document.values);
  if (isList(document)) return `[${document.map(writeModelText).join(',')}]`;
  const members = sortedEntries(document).map(([key, value]) => `${JSON.stringify(key)}:${writeModelText(value)}`);
  return `{${members.join(',')}}`;
}

function isList(document: ModelDocument): document is readonly ModelDocument[] {
  return Array.isArray(document);
}

function numbersText(numbers: TypedNumbers): string {
  if (!(numbers instanceof Float32Array || numbers instanceof Float64Array)) return `[${numbers.join(',')}]`;
  let text = '[';
  for (let at = 0; at < numbers.length; at += 1) {
    if (at > 0) text += ',';
    text += floatText(numbers[at] ?? 0);
  }
  return `${text}]`;
}

/** Parses XGBoost's JSON text, which may hold NaN and Infinity; these are read as texts. Throws SyntaxError. */
export function parseModelText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)\b/g, (match) =>
      match.startsWith('"') ? match : `"${match}"`,
    );
    if (quoted === text) throw error;
    return JSON.parse(quoted);
  }
}

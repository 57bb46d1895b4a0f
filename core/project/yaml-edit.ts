import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type CST,
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { EiderError } from '../errors';
import { insertLines, lineAfter, lineStart, type TextEdit } from './text-edit';
import { flowText } from './yaml-text';

/*
 * Edits of a YAML text at the places its parser names, so that comments, order, quotes, unknown keys and line breaks
 * of everything else stay as they are. Nothing is ever printed again from data.
 */

/** A parsed text that is about to be edited. */
export interface EditableYaml {
  readonly text: string;
  readonly document: Document.Parsed;
}

/** Parses a text for editing. Throws `yaml_syntax` when its syntax is broken: then no place in it is certain. */
export function openYaml(text: string): EditableYaml {
  const document = parseDocument(text, {
    keepSourceTokens: true,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const error = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (error !== undefined) {
    throw new EiderError(
      {
        code: 'yaml_syntax',
        message: 'The YAML file has an error of syntax, so it cannot be changed automatically.',
        remedy: 'Correct the error that is shown in the file, then try again.',
      },
      { cause: error },
    );
  }
  return { text, document };
}

/** The map's own pair of a key; the last one when a key is repeated. */
export function ownPair(map: YAMLMap, key: string): Pair | null {
  return map.items.findLast((pair) => isScalar(pair.key) && pair.key.value === key) ?? null;
}

/** Where the text of a node ends, without comments and line breaks after it (but with those a block scalar keeps). */
export function endOf(node: unknown): number {
  if (isCollection(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (isMap(node)) {
      // SAFETY: the items of a map are pairs
      const pair = last as Pair | undefined;
      return pair === undefined ? rangeOf(node)[1] : Math.max(endOf(pair.key), pairHeadEnd(pair), endOf(pair.value));
    }
    return last === undefined ? rangeOf(node)[1] : endOf(last);
  }
  return isScalar(node) || isAlias(node) || isCollection(node) ? rangeOf(node)[1] : 0;
}

/** Adds `key: value` at the end of a map; `lines` is the value in block style (or one line), `value` the same on one line. */
export function appendPair(
  yaml: EditableYaml,
  map: YAMLMap,
  key: string,
  lines: readonly string[],
  value: string,
): TextEdit {
  const last = map.items.at(-1);
  if (map.flow === true || last === undefined) {
    return appendFlow(
      map,
      last === undefined ? null : Math.max(pairHeadEnd(last), endOf(last.value)),
      `${flowText(key)}: ${value}`,
    );
  }
  const column = columnOf(yaml.text, rangeOf(map.items[0]?.key)[0]);
  return insertLines(yaml.text, afterComments(yaml.text, endOf(map), column), indented(lines, column));
}

/** Puts `value` (one line) in the place of what the key holds now. */
export function replaceValue(yaml: EditableYaml, pair: Pair, value: string): TextEdit[] {
  const old = pair.value;
  const head = pairHeadEnd(pair);
  if (isCollection(old) && old.flow !== true) {
    const from = lineAfter(yaml.text, head);
    return [
      { start: head, end: head, newText: ` ${value}` },
      { start: from, end: lineAfter(yaml.text, endOf(old)), newText: '' },
    ];
  }
  const [start, end] = isScalar(old) || isAlias(old) || isCollection(old) ? rangeOf(old) : [head, head];
  if (start === end) return [{ start: head, end: head, newText: ` ${value}` }];
  const lineBreak = /\r?\n$/.exec(yaml.text.slice(start, end))?.[0] ?? ''; // a block scalar ends with its line
  return [{ start, end, newText: value + lineBreak }];
}

/** Puts block lines below a key that holds nothing, `[]` or `{}`; null when it holds more than that. */
export function replaceEmpty(yaml: EditableYaml, pair: Pair, lines: readonly string[]): TextEdit[] | null {
  const { value } = pair;
  const head = pairHeadEnd(pair);
  const [start, end] = isScalar(value) || isCollection(value) ? rangeOf(value) : [head, head];
  const empty = isScalar(value)
    ? value.value === null
    : isCollection(value)
      ? value.items.length === 0
      : value === null;
  if (!empty || yaml.text.slice(start, end).includes('\n') || /[^:\s]/.test(yaml.text.slice(head, start))) return null;
  const column = columnOf(yaml.text, rangeOf(pair.key)[0]);
  const edits = end > start ? [{ start: head, end, newText: '' }] : [];
  return [...edits, insertLines(yaml.text, lineAfter(yaml.text, end), indented(lines, column))];
}

/** Adds an entry at the end of a list that has some; `lines` is the entry in block style, `value` the same on one line. */
export function appendItem(
  yaml: EditableYaml,
  seq: YAMLSeq,
  after: unknown,
  lines: readonly string[],
  value: string,
): TextEdit {
  if (seq.flow === true) return appendFlow(seq, after === null ? null : endOf(after), value);
  const column = columnOf(yaml.text, dashOf(yaml, seq, seq.items.length - 1));
  const at = afterComments(yaml.text, endOf(after), column + 1);
  return insertLines(
    yaml.text,
    at,
    indented(
      lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
      column,
    ),
  );
}

/** Takes the entries at the given places out of the list that `pair` holds. A list that becomes empty is written `[]`. */
export function removeItems(yaml: EditableYaml, pair: Pair, seq: YAMLSeq, removed: readonly number[]): TextEdit[] {
  if (removed.length === 0) return [];
  if (seq.flow === true) return removeFlowItems(yaml, seq, new Set(removed));
  const edits = removed.map((index) => {
    const dash = dashOf(yaml, seq, index);
    const end = afterComments(yaml.text, endOf(seq.items[index]), columnOf(yaml.text, dash) + 1);
    return { start: lineStart(yaml.text, dash), end, newText: '' };
  });
  if (removed.length < seq.items.length) return edits;
  const head = pairHeadEnd(pair);
  return [{ start: head, end: head, newText: ' []' }, ...edits];
}

/** How many columns the entries of a key's list stand right of the key; 0 for one that is no list in block style. */
export function listIndent(yaml: EditableYaml, pair: Pair): number {
  const seq = pair.value;
  if (!isSeq(seq) || seq.flow === true || seq.items.length === 0) return 0;
  return columnOf(yaml.text, dashOf(yaml, seq, 0)) - columnOf(yaml.text, rangeOf(pair.key)[0]);
}

/** Where an entry's text begins, its anchor and tag included. */
export function itemStart(seq: YAMLSeq, index: number): number {
  const token = valueItems(seq)[index];
  const property = token?.start.find(({ type }) => type === 'anchor' || type === 'tag');
  return property?.offset ?? token?.value?.offset ?? rangeOf(seq.items[index])[0];
}

function removeFlowItems(yaml: EditableYaml, seq: YAMLSeq, removed: ReadonlySet<number>): TextEdit[] {
  const count = seq.items.length;
  const edits: TextEdit[] = [];
  for (let first = 0; first < count; first += 1) {
    if (!removed.has(first)) continue;
    let next = first + 1;
    while (removed.has(next)) next += 1;
    const start = first > 0 && next === count ? endOf(seq.items[first - 1]) : itemStart(seq, first);
    let end = next < count ? itemStart(seq, next) : endOf(seq.items[count - 1]);
    if (first === 0 && next === count) {
      const comma = /^[^#]*?,/.exec(yaml.text.slice(end, rangeOf(seq)[1]));
      end += comma?.[0].length ?? 0;
    }
    edits.push({ start, end, newText: '' });
    first = next;
  }
  return edits;
}

function appendFlow(collection: YAMLMap | YAMLSeq, after: number | null, text: string): TextEdit {
  const at = after ?? rangeOf(collection)[0] + 1;
  return { start: at, end: at, newText: after === null ? text : `, ${text}` };
}

/** Where a key's colon ends, or the anchor or tag after it: what is put here stands before any comment of the line. */
function pairHeadEnd(pair: Pair): number {
  const head = pair.srcToken?.sep?.findLast(({ type }) => ['map-value-ind', 'anchor', 'tag'].includes(type));
  if (head === undefined) return rangeOf(pair.key)[1];
  return head.offset + head.source.length;
}

function dashOf(yaml: EditableYaml, seq: YAMLSeq, index: number): number {
  const dash = valueItems(seq)[index]?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
  if (dash === undefined || yaml.text.slice(lineStart(yaml.text, dash), dash).trim() !== '') {
    throw new EiderError({
      code: 'edit_refused',
      message: 'The list is written in a form that cannot be changed automatically.',
      remedy: 'Begin each entry on a line of its own with "- ", or make the change by hand.',
    });
  }
  return dash;
}

/** The tokens of a list's entries, without those that hold only comments or a comma. */
function valueItems(seq: YAMLSeq): CST.CollectionItem[] {
  const token = seq.srcToken;
  if (token?.type === 'block-seq') {
    return token.items.filter(({ start }) => start.some(({ type }) => type === 'seq-item-ind'));
  }
  return token?.type === 'flow-collection' ? token.items.filter(({ value }) => value !== undefined) : [];
}

/** The first line after `end` that is no comment indented deeper than `column`: such comments belong to what stands above. */
function afterComments(text: string, end: number, column: number): number {
  let at = lineAfter(text, end);
  for (;;) {
    const comment = /^( *)#[^\n]*(\n|$)/.exec(text.slice(at, text.indexOf('\n', at) + 1 || undefined));
    if (comment === null || (comment[1]?.length ?? 0) <= column) return at;
    at += comment[0].length;
  }
}

function indented(lines: readonly string[], column: number): string[] {
  return lines.map((line) => (line === '' ? line : ' '.repeat(column) + line));
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function rangeOf(node: unknown): readonly [number, number] {
  if ((isScalar(node) || isAlias(node) || isCollection(node)) && node.range) return [node.range[0], node.range[1]];
  return [0, 0];
}

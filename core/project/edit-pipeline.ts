import { isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { EiderError } from '../errors';
import { blockLists, type BlockList } from './pipeline-spec';
import { applyEdits, type TextEdit } from './text-edit';
import type { BlockLanguage, BlockType } from './types';
import {
  appendItem,
  appendPair,
  listIndent,
  openYaml,
  ownPair,
  removeItems,
  replaceEmpty,
  replaceValue,
  type EditableYaml,
} from './yaml-edit';
import { setMirror, setTexts, withoutText } from './yaml-lists';
import { blockLines, flowText, type Quotes } from './yaml-text';

/** A block to add to a pipeline file. */
export interface NewEntry {
  readonly uuid: string;
  readonly name: string;
  readonly type: BlockType;
  readonly language: BlockLanguage;
  readonly upstream: readonly string[];
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** Minimal changes of a pipeline's `metadata.yaml`, all computed on the text that was given. */
export interface PipelineEdits {
  readonly edits: readonly TextEdit[];
}

/*
 * All functions throw an EiderError: `yaml_syntax` for a text that cannot be parsed, `edit_refused` where the change would
 * break the file or its form is too unusual, and what their own comments name.
 */

/**
 * Adds an entry at the end of its list (`callbacks`, `conditionals`, `widgets` or `blocks`, by its type) and names it in
 * the `downstream_blocks` of its upstreams where they have that field. Throws `uuid_duplicate`.
 */
export function addBlock(text: string, entry: NewEntry): PipelineEdits {
  const yaml = openYaml(text);
  const root = rootMap(yaml);
  const placed = root === null ? [] : entriesOf(root);
  if (placed.some(({ uuid }) => uuid === entry.uuid)) {
    throw new EiderError({
      code: 'uuid_duplicate',
      message: `The pipeline already has a block ${entry.uuid}.`,
      remedy: 'Choose another name.',
    });
  }
  const mirrored = placed.filter(({ uuid }) => entry.upstream.includes(uuid));
  const edits = mirrored.flatMap(({ map }) => setMirror(yaml, map, entry.uuid, true));
  const fields = entryFields(entry, placed.length > 0 && placed.every(({ map }) => ownPair(map, 'downstream_blocks')));
  edits.push(...addToList(yaml, root, listOf(entry.type), fields));
  return checked(text, edits);
}

/** Takes an entry out, and its uuid out of the `upstream_blocks` and `downstream_blocks` of all others. Throws `block_unknown`. */
export function removeBlock(text: string, uuid: string): PipelineEdits {
  const yaml = openYaml(text);
  const root = rootMap(yaml);
  const placed = root === null ? [] : entriesOf(root);
  const entry = entryOf(placed, uuid);
  const edits = placed
    .filter((other) => other.uuid !== uuid)
    .flatMap(({ map }) => [
      ...withoutText(yaml, map, 'upstream_blocks', uuid),
      ...withoutText(yaml, map, 'downstream_blocks', uuid),
    ]);
  edits.push(...removeItems(yaml, entry.pair, entry.seq, [entry.index]));
  return checked(text, edits);
}

/**
 * Sets the `upstream_blocks` of an entry, in the given order, which is that of its arguments; keeps the
 * `downstream_blocks` of the others in step where they have that field. Throws `block_unknown`.
 */
export function setUpstreams(text: string, uuid: string, upstream: readonly string[]): PipelineEdits {
  const yaml = openYaml(text);
  const root = rootMap(yaml);
  const placed = root === null ? [] : entriesOf(root);
  const { map } = entryOf(placed, uuid);
  const wanted = [...new Set(upstream)];
  const edits = placed.flatMap((other) =>
    other.map === map ? [] : setMirror(yaml, other.map, uuid, wanted.includes(other.uuid)),
  );
  const pair = ownPair(map, 'upstream_blocks');
  if (pair !== null) edits.push(...setTexts(yaml, pair, wanted));
  else if (wanted.length > 0) {
    const value = flowText(wanted);
    edits.push(appendPair(yaml, map, 'upstream_blocks', [`upstream_blocks: ${value}`], value));
  }
  return checked(text, edits);
}

/** Sets a pipeline variable; the value is written as YAML, in the quotes the old one had. */
export function setVariable(text: string, name: string, value: unknown): PipelineEdits {
  const yaml = openYaml(text);
  const root = rootMap(yaml);
  const written = flowText(value);
  const line = `${flowText(name)}: ${written}`;
  const pair = root === null ? null : ownPair(root, 'variables');
  const below = ['variables:', `  ${line}`];
  if (root === null || pair === null) return checked(text, [addToRoot(yaml, root, 'variables', below, `{${line}}`)]);
  const variables = pair.value;
  if (!isMap(variables) || variables.items.length === 0) {
    const edits = root.flow === true ? null : replaceEmpty(yaml, pair, [`  ${line}`]);
    if (edits === null && !isEmpty(variables)) throw refused('variables is no map of names and values.');
    return checked(text, edits ?? replaceValue(yaml, pair, `{${line}}`));
  }
  const old = ownPair(variables, name);
  if (old === null) return checked(text, [appendPair(yaml, variables, name, [line], written)]);
  return checked(text, replaceValue(yaml, old, flowText(value, quotesOf(old.value))));
}

/** The list of a pipeline file that holds entries of a type. */
export function listOf(type: BlockType): BlockList {
  if (type === 'callback') return 'callbacks';
  if (type === 'conditional') return 'conditionals';
  return type === 'chart' ? 'widgets' : 'blocks';
}

interface PlacedEntry {
  readonly uuid: string;
  readonly map: YAMLMap;
  /** The list it stands in, the pair that holds the list, and its place there. */
  readonly seq: YAMLSeq;
  readonly pair: Pair;
  readonly index: number;
}

function entriesOf(root: YAMLMap): PlacedEntry[] {
  return blockLists.flatMap((list) => {
    const pair = ownPair(root, list);
    if (pair === null || !isSeq(pair.value)) return [];
    const seq = pair.value;
    return seq.items.flatMap((map, index) => {
      const uuid = isMap(map) ? ownPair(map, 'uuid')?.value : null;
      return isMap(map) && isScalar(uuid) ? [{ uuid: String(uuid.value).trim(), map, seq, pair, index }] : [];
    });
  });
}

function entryOf(placed: readonly PlacedEntry[], uuid: string): PlacedEntry {
  const entry = placed.find((candidate) => candidate.uuid === uuid);
  if (entry !== undefined) return entry;
  throw new EiderError({
    code: 'block_unknown',
    message: `There is no block ${uuid} in the pipeline file.`,
    remedy: 'Look whether the file has been changed since it was shown.',
  });
}

/** The file's map, or null for a file without content, which a first key makes one. */
function rootMap(yaml: EditableYaml): YAMLMap | null {
  const root: unknown = yaml.document.contents;
  if (isMap(root)) return root;
  if (isEmpty(root)) return null;
  throw refused('The pipeline file holds no map of fields.');
}

function entryFields(entry: NewEntry, mirrors: boolean): Readonly<Record<string, unknown>> {
  const { uuid, name, type, language, upstream, configuration } = entry;
  return {
    uuid,
    name,
    type,
    language,
    upstream_blocks: [...upstream],
    ...(mirrors ? { downstream_blocks: [] } : {}),
    ...(configuration === undefined ? {} : { configuration }),
  };
}

function addToList(
  yaml: EditableYaml,
  root: YAMLMap | null,
  list: BlockList,
  fields: Readonly<Record<string, unknown>>,
): TextEdit[] {
  const indentSeq = root !== null && indentsLists(yaml, root);
  const lines = blockLines(fields, indentSeq);
  const flow = flowText(fields);
  const pair = root === null ? null : ownPair(root, list);
  const below = lines.map((line, at) => (indentSeq ? '  ' : '') + (at === 0 ? '- ' : '  ') + line);
  if (root === null || pair === null) return [addToRoot(yaml, root, list, [`${list}:`, ...below], `[${flow}]`)];
  const seq = pair.value;
  if (isSeq(seq) && seq.items.length > 0) return [appendItem(yaml, seq, seq.items.at(-1), lines, flow)];
  const edits = root.flow === true ? null : replaceEmpty(yaml, pair, below);
  if (edits !== null) return edits;
  if (isSeq(seq)) return [appendItem(yaml, seq, null, lines, flow)];
  if (isEmpty(seq)) return replaceValue(yaml, pair, `[${flow}]`);
  throw refused(`${list} is no list of entries.`);
}

/** Whether the file's lists stand deeper than their keys; Mage writes them in the same column. */
function indentsLists(yaml: EditableYaml, root: YAMLMap): boolean {
  return root.items.some((pair) => listIndent(yaml, pair) > 0);
}

function addToRoot(
  yaml: EditableYaml,
  root: YAMLMap | null,
  key: string,
  lines: readonly string[],
  value: string,
): TextEdit {
  if (root !== null) return appendPair(yaml, root, key, lines, value);
  return insertAtEnd(yaml.text, lines);
}

function quotesOf(node: unknown): Quotes {
  if (!isScalar(node)) return null;
  return node.type === 'QUOTE_SINGLE' ? 'single' : node.type === 'QUOTE_DOUBLE' ? 'double' : null;
}

function isEmpty(node: unknown): boolean {
  if (isScalar(node)) return node.value === null;
  return node === null || ((isMap(node) || isSeq(node)) && node.items.length === 0);
}

function insertAtEnd(text: string, lines: readonly string[]): TextEdit {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? '' : lineBreak;
  return { start: text.length, end: text.length, newText: before + lines.join(lineBreak) + lineBreak };
}

/** Hands the edits out only when the text they lead to parses again. */
function checked(text: string, edits: readonly TextEdit[]): PipelineEdits {
  try {
    openYaml(applyEdits(text, edits)).document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new EiderError(refused('The change would break the file.').problem, { cause: error });
  }
  return { edits };
}

function refused(message: string): EiderError {
  return new EiderError({ code: 'edit_refused', message, remedy: 'Make the change by hand.' });
}

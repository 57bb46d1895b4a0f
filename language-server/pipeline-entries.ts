import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { blockLists, type BlockList } from '../core/project/pipeline-spec';
import { offsetOf, pairOf, parseYaml, resolved, type YamlSource } from '../core/project/yaml-source';

/** An entry of a pipeline file that has a uuid, with where it stands; also in a file that is only half typed. */
export interface PlacedEntry {
  readonly list: BlockList;
  readonly uuid: string;
  readonly type: string | null;
  readonly language: string | null;
  /** The whole entry, without the dash before it. */
  readonly range: Range;
  /** Null when the uuid stands elsewhere and comes in through an anchor. */
  readonly uuidRange: Range | null;
}

/** The entries of `blocks`, `callbacks`, `conditionals` and `widgets`, in the order of the file's lists. */
export function placedEntries(document: TextDocument): PlacedEntry[] {
  const { source } = parseYaml(document.uri, document.getText());
  const root = source.document.contents;
  return blockLists.flatMap((list) => {
    const entries = resolved(source, pairOf(source, root, list)?.value);
    if (!isSeq(entries)) return [];
    return entries.items.flatMap((item) => placedEntry(source, document, list, resolved(source, item)) ?? []);
  });
}

function placedEntry(
  source: YamlSource,
  document: TextDocument,
  list: BlockList,
  entry: Node | null,
): PlacedEntry | null {
  const uuid = resolved(source, pairOf(source, entry, 'uuid')?.value);
  if (!isMap(entry) || !isScalar(uuid) || typeof uuid.value !== 'string') return null;
  const range = rangeOf(entry, document);
  if (range === null) return null;
  const within = offsetOf(uuid) >= offsetOf(entry) && endOf(uuid) <= endOf(entry);
  const uuidRange = within ? rangeOf(uuid, document) : null;
  const text = (key: string): string | null => {
    const value = resolved(source, pairOf(source, entry, key)?.value);
    return isScalar(value) && typeof value.value === 'string' ? value.value : null;
  };
  return { list, uuid: uuid.value, type: text('type'), language: text('language'), range, uuidRange };
}

function endOf(node: Node): number {
  return node.range?.[1] ?? 0;
}

/** Of a node that spans lines, YAML counts the blank lines and comments after it too; they are left out. */
function rangeOf(node: Node, document: TextDocument): Range | null {
  if (!node.range) return null;
  const [start, end] = node.range;
  const length = document.getText().slice(start, end).trimEnd().length;
  return { start: document.positionAt(start), end: document.positionAt(start + length) };
}

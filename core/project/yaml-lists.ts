import { isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { TextEdit } from './text-edit';
import { appendItem, endOf, itemStart, ownPair, removeItems, replaceValue, type EditableYaml } from './yaml-edit';
import { flowText } from './yaml-text';

/* Edits of the lists of uuids in an entry: `upstream_blocks` and its mirror `downstream_blocks`. */

/** Sets a list of uuids; entries that stay keep their text, and lines are only added or taken away where the order allows. */
export function setTexts(yaml: EditableYaml, pair: Pair, wanted: readonly string[]): TextEdit[] {
  const seq = pair.value;
  if (!isSeq(seq) || seq.items.some((item) => !isScalar(item))) return replaceValue(yaml, pair, flowText(wanted));
  const present = seq.items.map((item) => (isScalar(item) ? String(item.value) : ''));
  if (present.length === wanted.length && present.every((uuid, index) => uuid === wanted[index])) return [];
  const kept = present.flatMap((uuid, index) =>
    wanted.includes(uuid) && present.indexOf(uuid) === index ? [index] : [],
  );
  const ordered = kept.length > 0 && kept.every((at, index) => present[at] === wanted[index]);
  if (ordered || wanted.length === 0) {
    const removed = present.flatMap((_, index) => (kept.includes(index) ? [] : [index]));
    return [
      ...appendTexts(yaml, seq, seq.items[kept.at(-1) ?? -1] ?? null, wanted.slice(kept.length)),
      ...removeItems(yaml, pair, seq, removed),
    ];
  }
  // another order: new names in the old places, then what is left over on either side
  const edits = present.flatMap((uuid, index) => {
    const next = wanted[index];
    if (next === undefined || next === uuid) return [];
    return [{ start: itemStart(seq, index), end: endOf(seq.items[index]), newText: flowText(next) }];
  });
  edits.push(...appendTexts(yaml, seq, seq.items.at(-1) ?? null, wanted.slice(present.length)));
  const left = present.flatMap((_, index) => (index < wanted.length ? [] : [index]));
  return [...edits, ...removeItems(yaml, pair, seq, left)];
}

function appendTexts(yaml: EditableYaml, seq: YAMLSeq, after: unknown, uuids: readonly string[]): TextEdit[] {
  if (uuids.length === 0) return [];
  const texts = uuids.map((uuid) => flowText(uuid));
  if (seq.flow === true) return [appendItem(yaml, seq, after, [], texts.join(', '))];
  return texts.map((line) => appendItem(yaml, seq, after, [line], line));
}

/** Puts a uuid into an entry's `downstream_blocks` or takes it out, where the entry has such a list. */
export function setMirror(yaml: EditableYaml, map: YAMLMap, uuid: string, wanted: boolean): TextEdit[] {
  const pair = ownPair(map, 'downstream_blocks');
  if (pair === null || !isSeq(pair.value)) return [];
  if (!wanted) return withoutText(yaml, map, 'downstream_blocks', uuid);
  const present = pair.value.items.map((item) => (isScalar(item) ? String(item.value) : ''));
  return present.includes(uuid) ? [] : appendTexts(yaml, pair.value, pair.value.items.at(-1) ?? null, [uuid]);
}

/** Takes every mention of a uuid out of one of an entry's lists. */
export function withoutText(yaml: EditableYaml, map: YAMLMap, key: string, uuid: string): TextEdit[] {
  const pair = ownPair(map, key);
  if (pair === null || !isSeq(pair.value)) return [];
  const found = pair.value.items.flatMap((item, index) => (isScalar(item) && item.value === uuid ? [index] : []));
  return removeItems(yaml, pair, pair.value, found);
}

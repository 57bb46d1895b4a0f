import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Problem } from '../protocol/problem';
import type { Position } from './types';
import { offsetOf, pairOf, positionAt, problemAt, resolved, type YamlSource } from './yaml-source';

/** One map of a YAML file whose fields are read; `owner` names it in messages, for instance `Block prepare`. */
export interface FieldOwner {
  readonly source: YamlSource;
  readonly node: Node;
  readonly owner: string;
  readonly report: (problem: Problem) => void;
}

/** A text of the file and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly position: Position;
}

/*
 * Every reader gives null (or an empty list or map) for a field that is missing or null, and for one of the wrong type,
 * which it also reports where it stands. Numbers and booleans count as text only where nothing depends on the spelling.
 */

/** Text whose spelling matters: uuid, type, language. */
export function textField(from: FieldOwner, key: string): PlacedText | null {
  const value = fieldNode(from, key);
  if (value === null) return null;
  if (isScalar(value) && typeof value.value === 'string') {
    return { text: value.value, position: positionAt(from.source, offsetOf(value)) };
  }
  return wrongType(from, key, value, 'text', `Write it as text, in quotes if it looks like a number: ${key}: '…'.`);
}

/** Text for people: name, description. A number or a boolean is taken as it is spelled. */
export function labelField(from: FieldOwner, key: string): string | null {
  const value = fieldNode(from, key);
  if (value === null) return null;
  if (isScalar(value) && isPlain(value.value)) return typeof value.value === 'string' ? value.value : spelled(value);
  return wrongType(from, key, value, 'text', `Write it on one line: ${key}: '…'.`);
}

/** A number above 0. */
export function positiveField(from: FieldOwner, key: string): number | null {
  const value = fieldNode(from, key);
  if (value === null) return null;
  if (isScalar(value) && typeof value.value === 'number' && value.value > 0) return value.value;
  return wrongType(from, key, value, 'a number above 0', `Write a number without quotes, or remove the line.`);
}

/** A number of at least `least`. */
export function numberField(from: FieldOwner, key: string, least = 0): number | null {
  const value = fieldNode(from, key);
  if (value === null) return null;
  if (isScalar(value) && typeof value.value === 'number' && value.value >= least) return value.value;
  return wrongType(from, key, value, `a number of at least ${least}`, 'Write a number without quotes.');
}

/** Yes or no, as YAML 1.2 has it. */
export function booleanField(from: FieldOwner, key: string): boolean | null {
  const value = fieldNode(from, key);
  if (value === null) return null;
  if (isScalar(value) && typeof value.value === 'boolean') return value.value;
  return wrongType(from, key, value, 'true or false', `Write ${key}: true or ${key}: false, without quotes.`);
}

/** One of a few words. */
export function choiceField<Word extends string>(from: FieldOwner, key: string, words: readonly Word[]): Word | null {
  const value = fieldNode(from, key);
  if (value === null) return null;
  const word = isScalar(value) ? words.find((known) => known === value.value) : undefined;
  if (word !== undefined) return word;
  return wrongType(
    from,
    key,
    value,
    words.join(' or '),
    `Write ${words.map((known) => `${key}: ${known}`).join(' or ')}.`,
  );
}

/** The owner of the fields of a map inside the owner; null when there is none. */
export function ownerField(from: FieldOwner, key: string): FieldOwner | null {
  const value = fieldNode(from, key);
  if (value === null) return null;
  if (isMap(value)) return { ...from, node: value, owner: `${from.owner}: ${key}` };
  return wrongType(
    from,
    key,
    value,
    'a map of names and values',
    `Write "name: value" lines below ${key}, or remove it.`,
  );
}

/** The maps of a map, by key, for instance `extensions` by their names. */
export function ownersField(from: FieldOwner, key: string): (readonly [string, FieldOwner])[] {
  const owner = ownerField(from, key);
  if (owner === null || !isMap(owner.node)) return [];
  return owner.node.items.flatMap((pair) => {
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    const inner = ownerField(owner, name);
    return inner === null ? [] : [[name, inner] as const];
  });
}

/** A list of texts such as `upstream_blocks` or `tags`; entries that are no text are reported and left out. */
export function textsField(from: FieldOwner, key: string): PlacedText[] {
  const value = fieldNode(from, key);
  if (value === null) return [];
  if (!isSeq(value)) {
    wrongType(from, key, value, 'a list', `Write it as a list: ${key}: [a, b].`);
    return [];
  }
  return value.items.flatMap((item) => {
    const node = resolved(from.source, item);
    if (isScalar(node) && typeof node.value === 'string') {
      return [{ text: node.value, position: positionAt(from.source, offsetOf(item)) }];
    }
    wrongType(from, `an entry of ${key}`, item, 'text', 'Write the name itself, in quotes if it looks like a number.');
    return [];
  });
}

/** A list of texts for people, such as the names of roles: numbers are taken as they are spelled, anything else is left out. */
export function labelsField(from: FieldOwner, key: string): string[] {
  const value = fieldNode(from, key);
  if (!isSeq(value)) return [];
  return value.items.flatMap((item) => {
    const node = resolved(from.source, item);
    return isScalar(node) && isPlain(node.value) ? [typeof node.value === 'string' ? node.value : spelled(node)] : [];
  });
}

/** A map as plain JavaScript values. */
export function mapField(from: FieldOwner, key: string): Readonly<Record<string, unknown>> {
  const value = fieldNode(from, key);
  if (value === null) return {};
  if (!isMap(value)) {
    wrongType(from, key, value, 'a map of names and values', `Write "name: value" lines below ${key}, or ${key}: {}.`);
    return {};
  }
  try {
    const plain: unknown = value.toJS(from.source.document, { maxAliasCount: 100 });
    // SAFETY: a YAML map read without `mapAsMap` becomes a plain object, and the parser makes all keys text.
    return plain as Record<string, unknown>;
  } catch (error) {
    // the only errors left in a document that parsed: aliases multiplied without measure, or a `<<` that is no map
    const words = error instanceof Error ? error.message : String(error);
    wrongType(
      from,
      key,
      value,
      'a map that can be expanded',
      `Write the values out instead of using aliases (${words}).`,
    );
    return {};
  }
}

/** The maps of a list, each with its own place; entries that are no map are reported and left out. */
export function mapsField(from: FieldOwner, key: string): Node[] {
  const value = fieldNode(from, key);
  if (value === null) return [];
  if (!isSeq(value)) {
    wrongType(from, key, value, 'a list', `Begin each entry below ${key} with "- ", or write ${key}: [].`);
    return [];
  }
  return value.items.flatMap((item) => {
    const node = resolved(from.source, item);
    if (isMap(node)) return [node];
    wrongType(from, `an entry of ${key}`, item, 'a map', 'Write it as "- uuid: …" with its other fields below.');
    return [];
  });
}

/** The names of a map's fields, each with its place. */
export function keysOf({ source, node }: FieldOwner): PlacedText[] {
  if (!isMap(node)) return [];
  return node.items.map(({ key }) => ({
    text: isScalar(key) ? String(key.value) : String(key),
    position: positionAt(source, offsetOf(key)),
  }));
}

/** A whole number of at least `least`. */
export function countField(from: FieldOwner, key: string, least = 0): number | null {
  const value = fieldNode(from, key);
  if (value === null) return null;
  if (isScalar(value) && Number.isSafeInteger(value.value) && Number(value.value) >= least) return Number(value.value);
  return wrongType(from, key, value, `a whole number of at least ${least}`, 'Write a number without quotes.');
}

/** Whether the field is there and holds something. */
export function hasField(from: FieldOwner, key: string): boolean {
  return fieldNode(from, key) !== null;
}

function fieldNode(from: FieldOwner, key: string): Node | null {
  const node = resolved(from.source, pairOf(from.source, from.node, key)?.value);
  return isScalar(node) && node.value === null ? null : node;
}

function wrongType(from: FieldOwner, field: string, node: unknown, expected: string, remedy: string): null {
  const message = `${from.owner}: ${field} is ${kindOf(resolved(from.source, node))}, and should be ${expected}.`;
  from.report(problemAt(from.source, offsetOf(node), { code: 'field_type', message, remedy }));
  return null;
}

function kindOf(node: Node | null): string {
  if (isSeq(node)) return 'a list';
  if (isMap(node)) return 'a map';
  if (!isScalar(node) || node.value === null) return 'empty';
  if (typeof node.value === 'string') return `the text ${JSON.stringify(shortened(node.value))}`;
  return `the ${typeof node.value === 'bigint' ? 'number' : typeof node.value} ${spelled(node)}`;
}

function spelled(scalar: { readonly source?: string; readonly value: unknown }): string {
  return scalar.source ?? String(scalar.value);
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

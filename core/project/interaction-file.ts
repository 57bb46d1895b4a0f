import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isScalar, isSeq, type Node } from 'yaml';
import { EiderError } from '../errors';
import { isMissing } from '../fs-errors';
import type { Problem } from '../protocol/problem';
import type { Interaction, InteractionInput, InteractionVariable } from './interaction-types';
import { inputKinds, valueTypes } from './interaction-types';
import { nearest } from './suggest';
import type { Project } from './types';
import {
  booleanField,
  hasField,
  labelField,
  mapField,
  mapsField,
  ownerField,
  ownersField,
  textField,
  textsField,
  type FieldOwner,
} from './yaml-fields';
import { openYamlFile } from './yaml-file';
import { offsetOf, pairOf, positionAt, problemAt, resolved } from './yaml-source';

export interface InteractionFile {
  readonly file: string;
  /** Null when there is no such file or it holds no map. */
  readonly interaction: Interaction | null;
  readonly problems: readonly Problem[];
}

/** The names of a project's interactions, sorted: the files in its folder `interactions`. */
export async function listInteractions(project: Project): Promise<string[]> {
  try {
    const entries = await readdir(path.join(project.root, 'interactions'));
    return entries.flatMap((name) => /^(?!\.)(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** The file of an interaction. */
export function interactionFile(project: Project, name: string): string {
  return path.join(project.root, 'interactions', `${name}.yaml`);
}

/** Reads `interactions/<name>.yaml`. Never throws for what it holds. */
export async function readInteractionFile(project: Project, name: string): Promise<InteractionFile> {
  const file = interactionFile(project, name);
  const { root, problems } = await openYamlFile(file, {
    owner: `Interaction ${name}`,
    of: 'fields',
    remedy: 'Begin it with "inputs:" and "variables:", and write their names below.',
  });
  if (root === null) return { file, interaction: null, problems };
  const owner: FieldOwner = { ...root, owner: `Interaction ${name}` };
  const inputs = new Map(ownersField(owner, 'inputs').map(([key, input]) => [key, readInput(key, input)]));
  const variables = ownersField(owner, 'variables').map(([key, variable]) => readVariable(key, variable, inputs));
  return { file, interaction: { uuid: name, file, variables: laidOut(owner, variables) }, problems };
}

/** Throws what is wrong with the file of an interaction: what it asks for is not known then. */
export async function refuseWrongInteraction(project: Project, name: string): Promise<void> {
  const { problems } = await readInteractionFile(project, name);
  const wrong = problems.find(({ severity }) => severity === 'error');
  if (wrong !== undefined) throw new EiderError(wrong);
}

function readInput(key: string, from: FieldOwner): InteractionInput {
  const type = textField(from, 'type');
  const kind = inputKinds.find((known) => known === type?.text);
  if (kind === undefined && type !== null) {
    from.report(
      unknownWord(from, 'interaction_invalid', `input ${key} has the type`, type.text, inputKinds, type.position),
    );
  }
  const style = ownerField(from, 'style');
  return {
    kind: kind ?? 'text_field',
    isNumber: style !== null && labelField(style, 'input_type') === 'number',
    options: mapsField(from, 'options').map((node) => {
      const option: FieldOwner = { ...from, node, owner: `An option of ${key}` };
      const value = plainValue(option, 'value');
      return { label: labelField(option, 'label') ?? labelField(option, 'value') ?? '', value };
    }),
  };
}

function readVariable(
  key: string,
  from: FieldOwner,
  inputs: ReadonlyMap<string, InteractionInput>,
): InteractionVariable {
  const owner: FieldOwner = { ...from, owner: `Variable ${key}` };
  const input = textField(owner, 'input');
  if (input !== null && !inputs.has(input.text)) {
    const known = [...inputs.keys()];
    owner.report(unknownWord(owner, 'interaction_invalid', 'its input is', input.text, known, input.position));
  }
  return {
    key,
    uuid: textField(owner, 'uuid')?.text ?? key,
    name: labelField(owner, 'name') ?? key,
    description: labelField(owner, 'description'),
    input: (input === null ? undefined : inputs.get(input.text)) ?? {
      kind: 'text_field',
      isNumber: false,
      options: [],
    },
    required: booleanField(owner, 'required') ?? false,
    disabled: false,
    types: readTypes(owner) ?? [],
    position: positionAt(owner.source, offsetOf(owner.node)),
  };
}

/** The `types` of a variable; null when it names none. */
export function readTypes(from: FieldOwner): InteractionVariable['types'] | null {
  if (!hasField(from, 'types')) return null;
  return textsField(from, 'types').flatMap(({ text, position }) => {
    const type = valueTypes.find((known) => known === text);
    if (type !== undefined) return [type];
    from.report(unknownWord(from, 'interaction_invalid', 'one of its types is', text, valueTypes, position));
    return [];
  });
}

/** In the order of the layout; those that it leaves out come last. */
function laidOut(owner: FieldOwner, variables: readonly InteractionVariable[]): InteractionVariable[] {
  const places = layoutNames(owner, 'variable');
  for (const { text, offset } of places) {
    if (variables.some(({ key }) => key === text)) continue;
    const known = variables.map(({ key }) => key);
    const position = positionAt(owner.source, offset);
    owner.report({
      ...unknownWord(owner, 'interaction_invalid', 'its layout shows', text, known, position),
      severity: 'warning',
    });
  }
  const order = places.map(({ text }) => text);
  const rank = ({ key }: InteractionVariable) => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...variables].sort((a, b) => rank(a) - rank(b));
}

/** The texts of a key in the rows of a layout, which is a list of lists. */
function layoutNames({ source, node }: FieldOwner, key: string): { readonly text: string; readonly offset: number }[] {
  const items = (at: Node | null) => (isSeq(at) ? at.items.map((item) => resolved(source, item)) : []);
  return items(resolved(source, pairOf(source, node, 'layout')?.value))
    .flatMap(items)
    .flatMap((cell) => {
      const value = resolved(source, pairOf(source, cell, key)?.value);
      return isScalar(value) && typeof value.value === 'string' ? [{ text: value.value, offset: offsetOf(value) }] : [];
    });
}

function plainValue(from: FieldOwner, key: string): unknown {
  const parent: FieldOwner = from;
  const value = resolved(parent.source, pairOf(parent.source, parent.node, key)?.value);
  return isScalar(value) ? value.value : value === null ? null : mapField(from, key);
}

/** A name or word that is none of those that can stand there. */
export function unknownWord(
  { source, owner }: FieldOwner,
  code: string,
  what: string,
  word: string,
  known: readonly string[],
  position: { readonly line: number; readonly column: number },
): Problem {
  const meant = nearest(word, known);
  return {
    ...problemAt(source, 0, {
      code,
      message: `${owner}: ${what} ${JSON.stringify(word)}, which does not exist.`,
      remedy: meant === null ? `There is ${known.join(', ') || 'none yet'}.` : `Did you mean ${meant}?`,
    }),
    ...position,
  };
}

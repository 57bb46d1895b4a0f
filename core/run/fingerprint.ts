import { createHash } from 'node:crypto';
import type { Block } from '../project/types';
import type { Basis, StoredOutput } from '../protocol/outputs';
import { isOfRun, RETRY } from './variables';
import { renderYaml, resolveComparably } from './yaml-templates';

/** What a block that is about to run depends on; of its variables all that it may read. */
export interface Dependencies {
  readonly block: Pick<Block, 'type' | 'language' | 'configuration'>;
  readonly sourceHash: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Names of the variables that the block has read; null when it may have read all of them. */
  readonly variablesRead: readonly string[] | null;
  readonly inputs: Basis['inputs'];
  /** Over the conditions and checks of the block; empty when it has none. */
  readonly attached: string;
  /** Whether it has asked its run for something that may be another each time. */
  readonly asked: boolean;
}

/** What stored outputs depend on, in parts that can be compared one by one. */
export function basisOf(dependencies: Dependencies): Basis {
  const { block, sourceHash, variables, variablesRead, inputs, attached, asked } = dependencies;
  const names = (variablesRead ?? [...namesOf(variables), EVERY]).filter((name) => name !== RETRY);
  return {
    source: sourceHash,
    configuration: contentOf([
      block.type,
      block.language,
      renderYaml(block.configuration, resolveComparably(variables)),
    ]),
    variables: Object.fromEntries([...names].sort().map((name) => [name, contentOf(valueOf(name, variables))])),
    inputs: [...inputs],
    attached,
    asked,
  };
}

/** The names that a block which reads all variables together depends on: those of the run are others each time. */
function namesOf(variables: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(variables).filter((name) => !isOfRun(name));
}

/** What a name stands for that a block has read: a variable, or with `env:` before it one of the environment. */
function valueOf(name: string, variables: Readonly<Record<string, unknown>>): unknown {
  if (name === EVERY) return namesOf(variables).sort();
  return name.startsWith(ENVIRONMENT) ? process.env[name.slice(ENVIRONMENT.length)] : variables[name];
}

/** What stands before the names of the environment's variables, among those of a run. */
export const ENVIRONMENT = 'env:';

/** Stands for which variables there are, of a block that has read all of them. */
export const EVERY = '*';

/** The names of both lists; null stands for all names. */
export function bothNames(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  return a === null || b === null ? null : [...new Set([...a, ...b])];
}

/** One SHA-256 over all of a basis. */
export function fingerprintOf(basis: Basis): string {
  return contentOf(basis);
}

/** SHA-256 over what outputs hold and what they are called. */
export function outputsContent(outputs: readonly Pick<StoredOutput, 'name' | 'kind' | 'checksum' | 'note'>[]): string {
  return contentOf(
    outputs.map(({ name, kind, checksum, note }) => [name, kind, checksum, ...(note === undefined ? [] : [note])]),
  );
}

/** SHA-256 of any value of JSON's, whatever the order of the keys of its maps. */
export function contentOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** JSON with the keys of every map sorted, so that the order in a YAML file does not matter. */
function canonicalJson(value: unknown): string {
  // what JSON has no form for, such as a variable that is not set
  if (value === undefined) return 'undefined';
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner;
  });
}

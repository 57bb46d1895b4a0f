import type { Block } from '../project/types';
import type { Basis, Manifest } from '../protocol/outputs';
import { basisOf, EVERY } from './fingerprint';
import { languageOf } from './runners';

/** Something that a block depends on and that is not as it was when its stored outputs were made. */
export type Change =
  | { readonly kind: 'source' }
  | { readonly kind: 'configuration' }
  /** A condition or a check of it. */
  | { readonly kind: 'attached' }
  /** It has asked its run for something that may be another now. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'variable'; readonly name: string }
  /** There are other variables than before, and the block reads all of them. */
  | { readonly kind: 'variables' }
  | { readonly kind: 'input'; readonly block: string }
  /** The upstream blocks are others, or in another order. */
  | { readonly kind: 'upstreams' };

/** What a block depends on now, for comparing it with stored outputs. */
export interface Present {
  readonly project: string;
  readonly block: Block;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly inputs: Basis['inputs'];
  /** See `attachedSource`. */
  readonly attached: string;
}

/** What has changed since the outputs of a manifest were made; nothing when running again would give the same. */
export async function changesSince(manifest: Manifest, present: Present): Promise<Change[]> {
  const { project, block, variables, inputs, attached } = present;
  const sourceHash = await sourceHashOf(project, block);
  const then = manifest.basis;
  const variablesRead = Object.keys(then.variables);
  const now = basisOf({ block, sourceHash, variables, variablesRead, inputs, attached, asked: false });
  const changes: Change[] = [];
  if (now.source !== then.source) changes.push({ kind: 'source' });
  if (now.configuration !== then.configuration) changes.push({ kind: 'configuration' });
  if (now.attached !== then.attached) changes.push({ kind: 'attached' });
  if (then.asked) changes.push({ kind: 'asked' });
  for (const [name, hash] of Object.entries(now.variables)) {
    if (hash === then.variables[name]) continue;
    changes.push(name === EVERY ? { kind: 'variables' } : { kind: 'variable', name });
  }
  const blocks = (basis: Basis) => JSON.stringify(basis.inputs.map((input) => input.block));
  if (blocks(now) !== blocks(then)) return [...changes, { kind: 'upstreams' }];
  for (const [index, { block: uuid, content }] of now.inputs.entries()) {
    if (content !== then.inputs[index]?.content) changes.push({ kind: 'input', block: uuid });
  }
  return changes;
}

/** Source that cannot be read or compiled is a change: the block's run then says what is wrong with it. */
export async function sourceHashOf(project: string, block: Block): Promise<string> {
  if (block.file === null) return '';
  return languageOf(block)
    .hashSource(project, block.file)
    .catch(() => '');
}

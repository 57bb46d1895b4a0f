import type { BlockLanguage, BlockType } from '../types';

/** The block that a template is written for. */
export interface TemplateContext {
  readonly uuid: string;
  readonly name: string;
  readonly type: BlockType;
  /** Uuids of its upstream blocks, in order. */
  readonly upstream: readonly string[];
}

export interface BlockTemplate {
  readonly id: string;
  readonly label: string;
  /** One sentence for the list a person chooses from. */
  readonly description: string;
  readonly language: BlockLanguage;
  readonly types: readonly BlockType[];
  /** The text of the file. */
  readonly contents: (context: TemplateContext) => string;
}

/** The types whose blocks have inputs and outputs in every language. */
export const dataTypes = ['data_loader', 'transformer', 'data_exporter', 'custom'] as const;

/** A block's uuid as the name of a file beside the others: `sub/block` is `sub_block`. */
export function fileName(context: TemplateContext): string {
  return context.uuid.replaceAll('/', '_');
}

/**
 * Names for the parameters that stand for the upstream blocks, made of their uuids by `style` and each different from the
 * others and from `reserved`. Without upstreams there are `count` general ones.
 */
export function parameterNames(
  context: TemplateContext,
  count: number,
  style: (words: readonly string[]) => string,
  reserved: ReadonlySet<string>,
): string[] {
  const names: string[] = [];
  const missing = Array.from({ length: Math.max(0, count - context.upstream.length) }, () => 'rows');
  for (const uuid of [...context.upstream, ...missing]) {
    const words = uuid.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
    const word = style(/^\p{N}/u.test(words[0] ?? '') || words.length === 0 ? ['table', ...words] : words);
    let name = word;
    for (let number = 2; names.includes(name) || reserved.has(name); number += 1) name = `${word}${number}`;
    names.push(name);
  }
  return names;
}

import { createHash } from 'node:crypto';
import type { Block } from '../project/types';

/**
 * What a block's outputs depend on, as one SHA-256: its source with what it imports, its configuration, the variables it
 * may read, and the fingerprints of its inputs in order. Equal fingerprints mean that running again would change nothing.
 */
export function fingerprint(parts: {
  readonly block: Pick<Block, 'uuid' | 'type' | 'language' | 'configuration'>;
  readonly sourceHash: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
}): string {
  const { uuid, type, language, configuration } = parts.block;
  const text = canonicalJson([uuid, type, language, configuration, parts.sourceHash, parts.variables, parts.inputs]);
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with the keys of every map sorted, so that the order in a YAML file does not matter. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

import { usageError } from './usage';

/** What `PIPELINE/BLOCK` names; a block's uuid may have slashes of its own. Throws a usage error for anything else. */
export function parseBlockTarget(target: string): { readonly pipeline: string; readonly block: string } {
  const slash = target.indexOf('/');
  const pipeline = target.slice(0, Math.max(0, slash));
  const block = target.slice(slash + 1);
  if (pipeline !== '' && block !== '') return { pipeline, block };
  throw usageError(
    `${target} does not name a block.`,
    'Write it as PIPELINE/BLOCK, for instance data_preparation/build.',
  );
}

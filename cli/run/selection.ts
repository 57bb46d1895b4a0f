import { usageError } from '../usage';

export interface SelectionFlags {
  readonly block?: string;
  readonly only?: boolean;
  readonly upstream?: boolean;
  readonly downstream?: boolean;
}

export interface Selection {
  readonly block: string;
  readonly mode: 'only' | 'upstream' | 'downstream';
}

/** Which part of the pipeline `--block` and its companions ask for; null is the whole. */
export function parseSelection(flags: SelectionFlags): Selection | null {
  const modes = (['only', 'upstream', 'downstream'] as const).filter((mode) => flags[mode] === true);
  const [mode = 'only', second] = modes;
  if (second !== undefined) {
    throw usageError(`--${mode} and --${second} exclude each other.`, 'Give one of them.');
  }
  if (flags.block === undefined) {
    if (modes.length === 0) return null;
    throw usageError(`--${mode} needs --block.`, `Name the block: --block UUID --${mode}.`);
  }
  return { block: flags.block, mode };
}

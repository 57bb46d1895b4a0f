import { EiderError } from '../errors';
import type { Block } from './types';
import { hasBlockFile } from './uuid';

/** Throws `block_without_code` for a block that has no code of its own to step through or to try out: a data product. */
export function requireCode({ uuid, type }: Pick<Block, 'uuid' | 'type'>): void {
  if (hasBlockFile(type)) return;
  throw new EiderError({
    code: 'block_without_code',
    message: `Block ${uuid} gives a data product and has no code of its own.`,
    remedy: 'Take a block of the pipeline that makes the product; global_data_products.yaml names it.',
  });
}

import { bundleBlock } from './bundle';

/**
 * SHA-256 of a TypeScript block's file and of what it imports; the block is compiled for it, unless it has been before.
 * Apart from what runs it: comparing needs no DuckDB.
 */
export async function hashTypeScriptSource(projectRoot: string, file: string): Promise<string> {
  return (await bundleBlock(projectRoot, file)).sourceHash;
}

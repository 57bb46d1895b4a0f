import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** SHA-256 of an SQL block's file. Apart from what runs it: comparing needs no DuckDB. */
export async function hashSqlSource(_projectRoot: string, file: string): Promise<string> {
  return hashSqlText(await readFile(file, 'utf8'));
}

export function hashSqlText(source: string): string {
  return createHash('sha256').update(source).digest('hex');
}

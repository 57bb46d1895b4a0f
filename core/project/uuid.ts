import type { BlockLanguage, BlockType } from './types';

const extensions: Readonly<Record<BlockLanguage, string>> = {
  python: '.py',
  sql: '.sql',
  typescript: '.ts',
  r: '.r',
  yaml: '.yaml',
  markdown: '.md',
};

/**
 * Turns a name into a uuid as Mage does: quotes, `$`, line breaks and tabs go, every other character that is no letter,
 * digit or `_` becomes `_` except `/` (a sub folder), a leading digit gets `letter_` before it, all in lower case.
 */
export function cleanUuid(name: string): string {
  const cleaned = name
    .trim()
    .replaceAll(/[\uFEFF"'`$\r\n\t]/g, '')
    .replaceAll(/[^\p{L}\p{N}_/]/gu, '_')
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  return /^\p{N}/u.test(cleaned) ? `letter_${cleaned}` : cleaned;
}

/** The folder of a project that holds the files of a type: its name and an `s`, but `custom` and `dbt` as they are. */
export function blockFolder(type: BlockType): string {
  return type === 'custom' || type === 'dbt' ? type : `${type}s`;
}

/** The extension of a block's file, with its dot. */
export function blockExtension(language: BlockLanguage): string {
  return extensions[language];
}

/** Whether blocks of the type have a file at all. */
export function hasBlockFile(type: BlockType): boolean {
  return type !== 'global_data_product';
}

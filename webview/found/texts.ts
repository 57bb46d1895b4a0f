import type { FoundProject } from '../../core/protocol/adoption';
import { countOf } from '../shared/format';

/** The whole page in one sentence. */
export function summaryText(projects: readonly FoundProject[]): string {
  const pipelines = projects.reduce((sum, project) => sum + project.pipelines.length, 0);
  const blocks = projects.flatMap((project) => project.blocks).reduce((sum, { count }) => sum + count, 0);
  const where = projects.length === 1 ? '' : ` in ${countOf(projects.length, 'project')}`;
  return `${countOf(pipelines, 'pipeline')} with ${countOf(blocks, 'block')}${where}. Looking runs nothing of them, and writes nothing.`;
}

/** `2 transformers in Python` and so on, for a line. */
export function blocksText(blocks: FoundProject['blocks']): string {
  return blocks
    .map(({ type, language, count }) => {
      const words = countOf(count, nouns[type] ?? type.replaceAll('_', ' '));
      return type === language || type === 'global_data_product'
        ? words
        : `${words} in ${languageNames[language] ?? language}`;
    })
    .join(', ');
}

/** Of the types whose name is no noun. */
const nouns: Readonly<Record<string, string>> = {
  custom: 'custom block',
  dbt: 'dbt block',
  markdown: 'Markdown block',
};

const languageNames: Readonly<Record<string, string>> = {
  python: 'Python',
  sql: 'SQL',
  typescript: 'TypeScript',
  r: 'R',
  yaml: 'YAML',
  markdown: 'Markdown',
};

/** A file as it is shown: below the folder that was looked at, with its line. */
export function placeText(folder: string, { file, line }: { readonly file: string; readonly line: number }): string {
  const start = folder.replace(/[\\/]$/, '').length;
  const isBelow = file.startsWith(folder) && /[\\/]/.test(file.charAt(start));
  const below = isBelow ? file.slice(start + 1) : file;
  return line === 1 ? below : `${below}:${line}`;
}

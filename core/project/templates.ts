import { chartTemplates } from './templates/charts';
import { pythonTemplates } from './templates/python';
import { sqlTemplates } from './templates/sql';
import type { BlockTemplate } from './templates/template';
import { typescriptTemplates } from './templates/typescript';
import type { BlockLanguage, BlockType } from './types';

export type { BlockTemplate, TemplateContext } from './templates/template';

const markdownTemplates: readonly BlockTemplate[] = [
  {
    id: 'empty',
    label: 'Empty',
    description: 'A heading to write below.',
    language: 'markdown',
    types: ['markdown'],
    contents: ({ name }) => `# ${name}\n`,
  },
];

/** What a new block's file can begin with. A template is named by its id together with type and language. */
export const blockTemplates: readonly BlockTemplate[] = [
  ...sqlTemplates,
  ...typescriptTemplates,
  ...pythonTemplates,
  ...markdownTemplates,
  ...chartTemplates,
];

/** The templates of a type in a language, the most useful first, `empty` last. Empty when such a block cannot be made. */
export function templatesFor(type: BlockType, language: BlockLanguage): readonly BlockTemplate[] {
  return blockTemplates.filter((template) => template.language === language && template.types.includes(type));
}

/** The languages a new block of the type can be written in, in the order to offer them. */
export function languagesFor(type: BlockType): readonly BlockLanguage[] {
  if (type === 'global_data_product') return ['python'];
  return [...new Set(blockTemplates.filter(({ types }) => types.includes(type)).map(({ language }) => language))];
}

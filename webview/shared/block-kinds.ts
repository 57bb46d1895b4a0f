import { shownName } from './visible-text';

/** How a block's type is shown. `accent` is the theme colour of its band; the icon and the label say the same. */
export interface BlockKind {
  readonly label: string;
  readonly icon: string;
  readonly accent: Accent;
}

/** Suffix of `--vscode-charts-…`; `foreground` is the neutral one. */
export type Accent = 'blue' | 'purple' | 'green' | 'yellow' | 'orange' | 'red' | 'foreground';

const kinds: ReadonlyMap<string, BlockKind> = new Map([
  ['data_loader', { label: 'Data loader', icon: 'cloud-download', accent: 'blue' }],
  ['transformer', { label: 'Transformer', icon: 'git-compare', accent: 'purple' }],
  ['data_exporter', { label: 'Data exporter', icon: 'export', accent: 'yellow' }],
  ['custom', { label: 'Custom', icon: 'gear', accent: 'orange' }],
  ['sensor', { label: 'Sensor', icon: 'radio-tower', accent: 'red' }],
  ['scratchpad', { label: 'Scratchpad', icon: 'edit', accent: 'foreground' }],
  ['markdown', { label: 'Markdown', icon: 'markdown', accent: 'foreground' }],
  ['chart', { label: 'Chart', icon: 'graph', accent: 'green' }],
  ['callback', { label: 'Callback', icon: 'bell', accent: 'foreground' }],
  ['conditional', { label: 'Conditional', icon: 'git-branch', accent: 'foreground' }],
  ['global_data_product', { label: 'Data product', icon: 'package', accent: 'green' }],
  ['dbt', { label: 'dbt', icon: 'database', accent: 'orange' }],
  ['extension', { label: 'Extension', icon: 'extensions', accent: 'foreground' }],
]);

const languages: ReadonlyMap<string, string> = new Map([
  ['sql', 'SQL'],
  ['typescript', 'TypeScript'],
  ['python', 'Python'],
  ['markdown', 'Markdown'],
  ['yaml', 'YAML'],
  ['r', 'R'],
]);

/** The names a block's `color` may have in a pipeline file; any other is ignored in favour of the type's own. */
const namedAccents: ReadonlyMap<string, Accent> = new Map([
  ['blue', 'blue'],
  ['teal', 'green'],
  ['green', 'green'],
  ['purple', 'purple'],
  ['pink', 'red'],
  ['red', 'red'],
  ['yellow', 'yellow'],
  ['orange', 'orange'],
  ['grey', 'foreground'],
]);

export function blockKind(type: string): BlockKind {
  return kinds.get(type) ?? { label: shownName(type), icon: 'symbol-misc', accent: 'foreground' };
}

export function languageLabel(language: string): string {
  return languages.get(language) ?? shownName(language);
}

export function blockAccent(type: string, color: string | null): Accent {
  return (color === null ? undefined : namedAccents.get(color)) ?? blockKind(type).accent;
}

import type { BlockStatus, RunStatus } from '../core/protocol/run-state';
import type { BlockType } from '../core/project/types';

/** An icon of VS Code's own set and a theme colour's id; null is the colour of the text around it. */
export interface Look {
  readonly label: string;
  readonly icon: string;
  readonly color: string | null;
}

const blockKinds: Readonly<Record<BlockType, { readonly label: string; readonly icon: string }>> = {
  data_loader: { label: 'Data loader', icon: 'cloud-download' },
  transformer: { label: 'Transformer', icon: 'git-compare' },
  data_exporter: { label: 'Data exporter', icon: 'export' },
  custom: { label: 'Custom', icon: 'gear' },
  sensor: { label: 'Sensor', icon: 'radio-tower' },
  scratchpad: { label: 'Scratchpad', icon: 'edit' },
  markdown: { label: 'Markdown', icon: 'markdown' },
  callback: { label: 'Callback', icon: 'bell' },
  conditional: { label: 'Conditional', icon: 'git-branch' },
  chart: { label: 'Chart', icon: 'graph' },
  global_data_product: { label: 'Data product', icon: 'package' },
  dbt: { label: 'dbt', icon: 'database' },
  extension: { label: 'Extension', icon: 'extensions' },
};

const languages: ReadonlyMap<string, string> = new Map([
  ['sql', 'SQL'],
  ['typescript', 'TypeScript'],
  ['python', 'Python'],
  ['markdown', 'Markdown'],
  ['yaml', 'YAML'],
  ['r', 'R'],
]);

const blockLooks: Readonly<Record<BlockStatus, Look>> = {
  pending: { label: 'pending', icon: 'clock', color: 'disabledForeground' },
  running: { label: 'running', icon: 'loading~spin', color: 'charts.blue' },
  completed: { label: 'completed', icon: 'pass', color: 'testing.iconPassed' },
  failed: { label: 'failed', icon: 'error', color: 'testing.iconFailed' },
  cancelled: { label: 'cancelled', icon: 'circle-slash', color: 'charts.yellow' },
  upstream_failed: { label: 'upstream failed', icon: 'debug-disconnect', color: 'charts.yellow' },
  condition_failed: { label: 'condition not met', icon: 'debug-step-over', color: 'disabledForeground' },
  interrupted: { label: 'interrupted', icon: 'debug-pause', color: 'charts.yellow' },
  reused: { label: 'reused', icon: 'history', color: 'testing.iconPassed' },
};

export function blockKind(type: BlockType): { readonly label: string; readonly icon: string } {
  return blockKinds[type];
}

export function languageLabel(language: string): string {
  return languages.get(language) ?? language;
}

export function blockStatusLook(status: BlockStatus): Look {
  return blockLooks[status];
}

export function runStatusLook(status: RunStatus): Look {
  return blockLooks[status];
}

import type { OutputInfo, OutputKind } from '../../core/protocol/outputs';
import { formatBytes, formatCount } from '../shared/format';
import { shownName } from '../shared/visible-text';
import type { ShownSubject } from './children/child-subject';

export interface SubjectTab {
  /** `output:0`, `charts`, `tests`, `log`. */
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  /** Beside the label: a row count, how many tests passed. */
  readonly note: string;
  readonly tone: 'bad' | null;
}

const icons: Readonly<Record<OutputKind, string>> = {
  table: 'table',
  sparse: 'symbol-array',
  array: 'symbol-array',
  json: 'json',
  text: 'symbol-text',
  model: 'circuit-board',
  image: 'file-media',
  html: 'code',
};

export function outputTabId(index: number): string {
  return `output:${index}`;
}

/** Stands for the outputs when there are none, and says why. */
export const noOutputTab = 'output:none';

/** All runs of a block that ran once for each item. */
export const runsTab = 'runs';

/** Tabs of a block: one for each output, then what there is of charts, tests and log. */
export function subjectTabs(subject: ShownSubject): SubjectTab[] {
  const tabs: SubjectTab[] = subject.outputs.map((output) => ({
    id: outputTabId(output.index),
    label: shownName(output.name),
    icon: icons[output.kind],
    note: sizeNote(output),
    tone: null,
  }));
  if (subject.children !== null && subject.child === null) {
    const note = formatCount(subject.children.total);
    tabs.push({ id: runsTab, label: 'Runs', icon: 'list-unordered', note, tone: null });
  } else if (tabs.length === 0) tabs.push({ id: noOutputTab, label: 'Output', icon: 'table', note: '', tone: null });
  if (subject.charts.length > 0) {
    tabs.push({ id: 'charts', label: 'Charts', icon: 'graph', note: String(subject.charts.length), tone: null });
  }
  if (subject.tests.length > 0) {
    const failed = subject.tests.filter((test) => !test.passed).length;
    const note = failed === 0 ? `${subject.tests.length} passed` : `${failed} of ${subject.tests.length} failed`;
    tabs.push({ id: 'tests', label: 'Tests', icon: 'beaker', note, tone: failed === 0 ? null : 'bad' });
  }
  if (subject.logRun !== null) tabs.push({ id: 'log', label: 'Log', icon: 'output', note: '', tone: null });
  return tabs;
}

/** The tab to show: the one the user chose for this block if it exists, else the one that matters most now. */
export function shownTab(subject: ShownSubject, tabs: readonly SubjectTab[], chosen: string | null): string | null {
  if (chosen !== null && tabs.some((tab) => tab.id === chosen)) return chosen;
  const has = (id: string) => tabs.some((tab) => tab.id === id);
  if (has(runsTab)) return runsTab;
  if (subject.status === 'failed') {
    if (subject.tests.some((test) => !test.passed) && has('tests')) return 'tests';
    if (has('log')) return 'log';
  }
  if (subject.status === 'running' && has(noOutputTab) && has('log')) return 'log';
  return tabs[0]?.id ?? null;
}

/** `105,870`, `105,870 × 7,027`, `1.2 MB`. */
function sizeNote(output: OutputInfo): string {
  if (output.rows === null) return formatBytes(output.bytes);
  if (output.kind === 'table' || output.columns === null) return formatCount(output.rows);
  return `${formatCount(output.rows)} × ${formatCount(output.columns)}`;
}

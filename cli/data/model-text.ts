import { lookAtImportances, lookAtModel, lookAtTree } from '../../core/data/model/look';
import type { ChartCell } from '../../core/protocol/charts';
import type { ImportanceKind, ModelImportances, ModelSummary, ModelTable } from '../../core/protocol/model';
import type { LocatedOutput } from '../../core/store/outputs';
import type { Terminal } from '../terminal';
import { oneLine, type Style } from '../text/ansi';
import { barLines, shortNumber } from '../text/bars';
import { plural } from '../text/format';
import { textTable } from '../text/table';
import { treeLines } from './tree-lines';

/** What is wanted of a model. */
export interface ModelLook {
  readonly importance: ImportanceKind;
  /** Number of the tree to print in place of everything else; null for none. */
  readonly tree: number | null;
  /** Features and rows of tables. */
  readonly limit: number;
}

/** Levels of a tree that are printed: all of any tree that somebody would read. */
export const mostLevels = 64;
/** Widest that a cell gets on a terminal. */
const cellWidth = 60;

/** A model for a person; null for one that is not understood, whose preview is a text. */
export async function modelText(
  located: LocatedOutput,
  look: ModelLook,
  terminal: Terminal,
  style: Style,
): Promise<string | null> {
  const summary = await lookAtModel(located);
  if (summary === null) return null;
  if (look.tree !== null) {
    return text(treeLines(await lookAtTree(located, { tree: look.tree, root: 0, levels: mostLevels }), style));
  }
  const lines = [style.bold(oneLine(summary.title))];
  const { lines: facts } = textTable(
    [
      { title: '', align: 'left' },
      { title: '', align: 'left' },
    ],
    summary.facts.map(({ label, value }) => [style.dim(oneLine(label)), oneLine(value)]),
  );
  lines.push(...facts.slice(1));
  if (summary.importances.length > 0) {
    const found = await lookAtImportances(located, { kind: importanceFor(summary, look), most: look.limit });
    lines.push('', ...importanceLines(found, terminal, style));
  }
  for (const table of summary.tables) lines.push('', ...tableLines(table, look.limit, terminal, style));
  if (summary.trees !== null) {
    const last = summary.trees.count - 1;
    lines.push('', style.dim(`Print a tree with --tree NUMBER, from 0${last === 0 ? '' : ` to ${last}`}.`));
  }
  return text(lines);
}

/** The importance that was asked for, or the one that the model has. */
export function importanceFor(
  { importances }: ModelSummary,
  { importance }: Pick<ModelLook, 'importance'>,
): ImportanceKind {
  return importances.includes(importance) ? importance : (importances[0] ?? importance);
}

function importanceLines({ kind, bars, rest, unused }: ModelImportances, terminal: Terminal, style: Style): string[] {
  const more = [
    ...(rest.features === 0
      ? []
      : [`${plural(rest.features, 'more feature')}: ${shortNumber(rest.value)}${averaged(kind) ? ' on average' : ''}`]),
    ...(unused === 0 ? [] : [`${plural(unused, 'feature')} not used`]),
  ];
  return [
    style.bold(`Importance by ${kind}`),
    ...barLines(
      bars.map(({ feature }) => feature),
      bars.map(({ value }) => value),
      terminal,
      style,
    ),
    ...(more.length === 0 ? [] : [style.dim(`… ${more.join(', ')}`)]),
  ];
}

function averaged(kind: ImportanceKind): boolean {
  return kind === 'gain' || kind === 'cover';
}

function tableLines({ title, headers, rows, left }: ModelTable, limit: number, terminal: Terminal, style: Style) {
  const shown = rows.slice(0, limit);
  const size = terminal.size();
  const columns = headers.map((header, at) => ({
    title: oneLine(header),
    align:
      shown.length > 0 && shown.every((row) => typeof row[at] === 'number') ? ('right' as const) : ('left' as const),
  }));
  const limits = size === null ? null : { width: size.columns, cellWidth };
  const { lines, hidden } = textTable(
    columns,
    shown.map((row) => row.map(cellText)),
    limits,
    style.dim,
  );
  const more = [
    ...(rows.length + left > shown.length ? [plural(rows.length + left - shown.length, 'more row')] : []),
    ...(hidden === 0 ? [] : [plural(hidden, 'more column')]),
  ];
  return [style.bold(oneLine(title)), ...lines, ...(more.length === 0 ? [] : [style.dim(`… ${more.join(', ')}`)])];
}

function cellText(cell: ChartCell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? shortNumber(cell) : oneLine(String(cell));
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

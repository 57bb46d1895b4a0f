import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPage } from '../../core/data/page';
import { createPool, type Query } from '../../core/data/pool';
import { previewOf } from '../../core/data/preview';
import { openDatabase, type DatabaseOptions } from '../../core/data/session';
import { tableFlavour } from '../../core/protocol/python-object';
import type { StoredChild, StoredOutput } from '../../core/protocol/outputs';
import type { BlockOutputs, LocatedOutput } from '../../core/store/outputs';
import type { Terminal } from '../terminal';
import { printable, styleFor, type Style } from '../text/ansi';
import { describeUsage, formatBytes, formatShape, formatTime, plural } from '../text/format';
import type { ModelLook } from './model-text';
import { pageText } from './page-text';

export interface Shown {
  /** What the user asked for, `pipeline/block`. */
  readonly target: string;
  readonly stored: BlockOutputs;
  readonly chosen: readonly StoredOutput[];
  /** Rows of a table. */
  readonly limit: number;
  readonly model: Omit<ModelLook, 'limit'>;
}

/** Prints stored outputs for a person: of a table its first rows, of a model what it is, of anything else a preview. */
export async function showOutputs({ target, stored, chosen, limit, model }: Shown, terminal: Terminal): Promise<void> {
  const style = styleFor(terminal.color);
  const { manifest, folder } = stored;
  const from = style.dim(`run ${manifest.run}, ${formatTime(manifest.finishedAt)}`);
  const usage = manifest.usage === undefined ? '' : style.dim(`  ${describeUsage(manifest.usage)}`);
  terminal.out(`${style.bold(target)}  ${from}${usage}\n`);
  if (manifest.children !== null) terminal.out(childrenText(target, manifest.children));
  else if (manifest.outputs.length === 0) terminal.out('The block has run and gave no output.\n');

  // DuckDB is opened for tables only, once for all of them.
  const pool = chosen.some(isTable) ? createPool(await openDatabase(databaseOptions()), 1) : null;
  try {
    for (const output of chosen) {
      const located: LocatedOutput = { output, file: path.join(folder, output.file), run: manifest.run };
      const body =
        pool !== null && isTable(output)
          ? await tableText(pool.query, located, limit, terminal, style)
          : ((await lookedAt(located, { ...model, limit }, terminal, style)) ?? (await previewText(located, style)));
      terminal.out(`\n${headline(output, style)}\n${body}`);
    }
  } finally {
    pool?.close();
  }
}

/** Names of runs that are listed. */
const LISTED = 20;

function childrenText(target: string, children: readonly StoredChild[]): string {
  const names = children.slice(0, LISTED).map(({ name }) => `  ${printable(name)}\n`);
  const more = children.length > LISTED ? `  and ${children.length - LISTED} more\n` : '';
  const hint =
    children.length === 0 ? '' : `Show one with: eider show ${target}:${printable(children[0]?.name ?? '')}\n`;
  return `It ran once for each of ${plural(children.length, 'item')}:\n${names.join('')}${more}${hint}`;
}

function isTable(output: StoredOutput): boolean {
  return output.kind === 'table';
}

function databaseOptions(): DatabaseOptions {
  return { tempDirectory: path.join(tmpdir(), `eider-show-${process.pid}`) };
}

function headline(output: StoredOutput, style: Style): string {
  const flavour = tableFlavour(output);
  const kind = flavour === null ? output.kind : `${output.kind} (${flavour})`;
  const facts = [kind, formatShape(output), formatBytes(output.bytes)].filter((fact) => fact !== '');
  return `${style.dim(`[${output.index}]`)} ${style.bold(output.name)}  ${facts.join('  ')}`;
}

async function tableText(
  query: Query,
  located: LocatedOutput,
  limit: number,
  terminal: Terminal,
  style: Style,
): Promise<string> {
  const page = await readPage(query, located, { offset: 0, limit, sort: [], filters: [] });
  return pageText(page, located.output.schema, terminal, style);
}

async function lookedAt(
  located: LocatedOutput,
  look: ModelLook,
  terminal: Terminal,
  style: Style,
): Promise<string | null> {
  if (located.output.kind !== 'model') return null;
  const { modelText } = await import('./model-text');
  return modelText(located, look, terminal, style);
}

async function previewText(located: LocatedOutput, style: Style): Promise<string> {
  const preview = await previewOf(located);
  const text = printable(preview.text).trimEnd();
  return `${text}\n${preview.truncated ? `${style.dim('… cut off here')}\n` : ''}`;
}

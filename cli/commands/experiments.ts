import path from 'node:path';
import type { Command } from 'commander';
import { mlflowTable, type MlflowReading } from '../../core/protocol/mlflow';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { printable, styleFor, type Style } from '../text/ansi';
import { textTable } from '../text/table';
import { plural } from '../text/format';

interface ExperimentsFlags extends CommonFlags {
  readonly file?: string;
}

export function addExperimentsCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('experiments'))
    .description("list the runs that blocks have logged to MLflow, from the project's mlflow.db")
    .option('--file <path>', 'another mlflow.db')
    .action(async (flags: ExperimentsFlags) => {
      const { terminal } = context;
      // loaded only here: it brings SQLite with it
      const { mlflowFile, readMlflow } = await import('../../core/data/mlflow');
      const file =
        flags.file === undefined
          ? mlflowFile((await openProject(flags.project, terminal.cwd)).root)
          : path.resolve(terminal.cwd, flags.file);
      const reading = (await readMlflow(file)) ?? { file, runs: [] };
      const width = terminal.size()?.columns ?? null;
      terminal.out(
        flags.json === true
          ? `${JSON.stringify(reading)}\n`
          : experimentsText(reading, width, styleFor(terminal.color)),
      );
    });
}

/** A table that is cut to the width of a terminal; everything where there is none. */
function experimentsText({ file, runs }: MlflowReading, width: number | null, style: Style): string {
  if (runs.length === 0) {
    return `No runs of MLflow: there is nothing in ${file}.\nA block logs there with mlflow.set_tracking_uri("sqlite:///mlflow.db").\n`;
  }
  const { columns, rows } = mlflowTable(runs);
  const { lines, hidden } = textTable(
    columns.map(({ title, isNumber }) => ({ title, align: isNumber ? 'right' : 'left' })),
    rows.map((row) => row.map(printable)),
    width === null ? null : { width, cellWidth: 32 },
    style.bold,
  );
  const more = hidden === 0 ? '' : `, ${plural(hidden, 'column')} not shown (--json has all)`;
  return `${lines.join('\n')}\n\n${style.dim(`${plural(runs.length, 'run')} in ${file}${more}`)}\n`;
}

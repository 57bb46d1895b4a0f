import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DuckDBResultReader } from '@duckdb/node-api';
import type { Command } from 'commander';
import { EiderError } from '../../core/errors';
import { listExperiments, readExperiments } from '../../core/store/experiments';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import type { Terminal } from '../terminal';
import { oneLine, styleFor } from '../text/ansi';
import { plural } from '../text/format';
import { textTable } from '../text/table';

export function addSqlCommand(experiments: Command, { terminal }: CommandContext): void {
  withCommonOptions(experiments.command('sql').argument('<query>', "a query in DuckDB's SQL"))
    .description('query the tables experiments and metrics: select id, parameters, metrics from experiments')
    .action(async (query: string, flags: CommonFlags) => {
      const { root } = await openProject(flags.project, terminal.cwd);
      const states = await readExperiments(root, await listExperiments(root));
      // loaded only here: it brings DuckDB with it
      const { openDatabase } = await import('../../core/data/session');
      const { openExperiments } = await import('../../core/data/experiments-database');
      const database = await openDatabase({
        tempDirectory: path.join(tmpdir(), `eider-experiments-${process.pid}`),
        fileSearchPath: root,
      });
      try {
        const connection = await database.connect();
        await openExperiments(connection, root, states);
        const result = await connection.runAndReadAll(query).catch((cause: unknown) => {
          throw queryFailed(cause);
        });
        terminal.out(
          flags.json === true
            ? `${JSON.stringify({ rows: result.getRowObjectsJson() })}\n`
            : resultText(result, terminal),
        );
      } finally {
        database.closeSync();
      }
    });
}

function resultText(result: DuckDBResultReader, terminal: Terminal): string {
  const style = styleFor(terminal.color);
  const size = terminal.size();
  const types = result.columnTypes().map((type) => type.toString());
  const { lines, hidden } = textTable(
    result.deduplicatedColumnNames().map((name, at) => ({
      title: oneLine(name),
      align: /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/.test(types[at] ?? '') ? 'right' : 'left',
    })),
    result.getRows().map((row) => row.map((value) => (value === null ? 'NULL' : oneLine(String(value))))),
    size === null ? null : { width: size.columns, cellWidth: 60 },
    style.dim,
  );
  const more = hidden === 0 ? [] : [style.dim(`… ${plural(hidden, 'more column')}`)];
  return `${[...lines, ...more].join('\n')}\n`;
}

function queryFailed(cause: unknown): EiderError {
  return new EiderError(
    {
      code: 'sql_failed',
      message: cause instanceof Error ? cause.message : String(cause),
      remedy: 'There are the tables experiments and metrics; `describe experiments` lists the columns of one.',
    },
    { cause },
  );
}

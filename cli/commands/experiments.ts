import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addCompareCommand } from '../experiments/compare';
import { addExportCommand } from '../experiments/export';
import { addListCommand } from '../experiments/list';
import { addShowCommand } from '../experiments/show';
import { addSqlCommand } from '../experiments/sql';

export function addExperimentsCommand(program: Command, context: CommandContext): void {
  const experiments = program
    .command('experiments')
    .description('list, show, compare, query and export what was trained');
  addListCommand(experiments, context);
  addShowCommand(experiments, context);
  addCompareCommand(experiments, context);
  addSqlCommand(experiments, context);
  addExportCommand(experiments, context);
}

import type { Command } from 'commander';
import { usualRetention } from '../../core/protocol/runner';
import type { CommandContext, CommonFlags } from '../context';
import { parsePositive, withCommonOptions } from '../options';
import { openProject } from '../project';
import { plural } from '../text/format';

interface CleanFlags extends CommonFlags {
  readonly runs: number;
  readonly outputs: number;
  readonly olderThan?: number;
}

export function addCleanCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('clean'))
    .description('remove logs and outputs of old runs; the newest output of each block stays')
    .option('--runs <count>', 'keep the logs of so many runs of each pipeline', parsePositive, usualRetention.runs)
    .option('--outputs <count>', 'keep so many outputs of each block', parsePositive, usualRetention.outputs)
    .option('--older-than <days>', 'remove what is older, however few there are', parsePositive)
    .action(async (flags: CleanFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const { cleanStore } = await import('../../core/run/clean-up');
      const retention = { runs: flags.runs, outputs: flags.outputs, days: flags.olderThan ?? null };
      const removed = await cleanStore(project.root, retention);
      terminal.out(
        flags.json === true
          ? `${JSON.stringify({ removed })}\n`
          : `Removed ${plural(removed.runs, 'run')} and ${plural(removed.outputs, 'stored output')}.\n`,
      );
    });
}

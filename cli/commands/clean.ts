import type { Command } from 'commander';
import { readRetention } from '../../core/store/retention';
import type { CommandContext, CommonFlags } from '../context';
import { parsePositive, withCommonOptions } from '../options';
import { openProject } from '../project';
import { plural } from '../text/format';

interface CleanFlags extends CommonFlags {
  readonly runs?: number;
  readonly outputs?: number;
  readonly olderThan?: number;
}

export function addCleanCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('clean'))
    .description('remove logs and outputs of old runs; the newest output of each block stays')
    .option(
      '--runs <count>',
      'keep the logs of so many runs of each pipeline (default: as the editor does, or 200)',
      parsePositive,
    )
    .option(
      '--outputs <count>',
      'keep so many outputs of each block (default: as the editor does, or 5)',
      parsePositive,
    )
    .option('--older-than <days>', 'remove what is older, however few there are', parsePositive)
    .action(async (flags: CleanFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const { cleanStore } = await import('../../core/run/clean-up');
      const usual = await readRetention(project.root);
      const { runs = usual.runs, outputs = usual.outputs, olderThan: days = usual.days } = flags;
      const retention = { runs, outputs, days };
      const removed = await cleanStore(project.root, retention);
      terminal.out(
        flags.json === true
          ? `${JSON.stringify({ removed })}\n`
          : `Removed ${plural(removed.runs, 'run')} and ${plural(removed.outputs, 'stored output')}.\n`,
      );
    });
}

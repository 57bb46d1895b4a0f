import type { Command } from 'commander';
import { runRequest } from '../../core/protocol/runner';
import { readRetention } from '../../core/store/retention';
import { listRuns } from '../../core/store/runs';
import type { CommandContext, CommonFlags } from '../context';
import { collect, withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import { findRun } from '../run/find-run';
import { performRun } from '../run/perform';
import { parseVariables } from '../run/variables';

interface RetryFlags extends CommonFlags {
  readonly var?: readonly string[];
}

export function addRetryCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('retry').argument('<run>', 'id of a run that has ended, or the beginning of one'))
    .description('go on with a run: execute what had not completed in it')
    .option('--var <name=value>', 'set a variable of the pipeline, value in YAML; may be repeated', collect)
    .action(async (id: string, flags: RetryFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const { pipeline, run } = findRun(await listRuns(project.root), id);
      const request = runRequest({
        project: project.root,
        pipeline,
        origin: 'cli',
        resume: run,
        variables: parseVariables(flags.var ?? []),
        cwd: terminal.cwd,
        retention: await readRetention(project.root),
      });
      context.finish(await performRun(request, openPipeline(project, pipeline), flags.json === true, terminal));
    });
}

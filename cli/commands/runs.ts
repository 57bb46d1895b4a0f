import type { Command } from 'commander';
import type { RunState } from '../../core/protocol/run-state';
import { listRuns, readRun } from '../../core/store/runs';
import type { CommandContext, CommonFlags } from '../context';
import { parsePositive, withCommonOptions } from '../options';
import { openProject, requirePipeline } from '../project';
import { runStatusText } from '../run/look';
import { styleFor, type Style } from '../text/ansi';
import { formatSeconds, formatTime, plural } from '../text/format';
import { textTable } from '../text/table';

interface RunsFlags extends CommonFlags {
  readonly limit: number;
}

export function addRunsCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('runs').argument('[pipeline]', 'uuid of a pipeline (default: all)'))
    .description('list the runs, newest first')
    .option('--limit <count>', 'show at most so many', parsePositive, 20)
    .action(async (pipeline: string | undefined, flags: RunsFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const entries = await listRuns(project.root, pipeline);
      // a pipeline that is gone may have left runs behind; they can be looked at
      if (pipeline !== undefined && entries.length === 0) await requirePipeline(project, pipeline);
      const read = await Promise.all(entries.slice(0, flags.limit).map((entry) => readRun(project.root, entry)));
      const runs = read.filter((run) => run !== null);
      const left = Math.max(0, entries.length - flags.limit);
      terminal.out(
        flags.json === true ? runsJson(runs, entries.length) : runsText(runs, left, styleFor(terminal.color)),
      );
    });
}

function runsJson(runs: readonly RunState[], total: number): string {
  const shown = runs.map((run) => ({
    run: run.run,
    pipeline: run.pipeline,
    status: run.status,
    origin: run.origin,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    seconds: run.seconds,
    executed: run.executed,
    reused: run.reused,
    failed: run.failed,
    blocks: run.blocks.map(({ plan, status, seconds }) => ({ uuid: plan.uuid, status, seconds })),
  }));
  return `${JSON.stringify({ runs: shown, total })}\n`;
}

function runsText(runs: readonly RunState[], left: number, style: Style): string {
  if (runs.length === 0) return 'No runs yet. `eider run PIPELINE` makes one.\n';
  const { lines } = textTable(
    [
      { title: 'run', align: 'left' },
      { title: 'pipeline', align: 'left' },
      { title: 'status', align: 'left' },
      { title: 'started', align: 'left' },
      { title: 'duration', align: 'right' },
      { title: 'blocks', align: 'right' },
    ],
    runs.map((run) => [
      run.run,
      run.pipeline,
      runStatusText(run.status, style),
      formatTime(run.startedAt),
      run.seconds === null ? '' : formatSeconds(run.seconds),
      blocksDone(run),
    ]),
    null,
    style.dim,
  );
  const more = left === 0 ? [] : [style.dim(`${plural(left, 'older run')} (--limit shows more)`)];
  return `${[...lines, ...more].join('\n')}\n`;
}

/** Completed blocks of those to be run: `2/3`. */
function blocksDone(run: RunState): string {
  const planned = run.blocks.filter((block) => block.plan.action !== 'reuse');
  return `${planned.filter(({ status }) => status === 'completed' || status === 'reused').length}/${planned.length}`;
}

import type { Command } from 'commander';
import { readPipelines } from '../../core/project/list-pipelines';
import type { Pipeline } from '../../core/project/types';
import type { StatusReport } from '../../core/protocol/freshness';
import type { CommandContext, CommonFlags } from '../context';
import { collect, withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import { parseVariables } from '../run/variables';
import { padEnd, styleFor, type Style } from '../text/ansi';
import { formatTime } from '../text/format';

interface StatusFlags extends CommonFlags {
  readonly var?: readonly string[];
}

type PipelineStatus = StatusReport['pipelines'][number];

export function addStatusCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('status').argument('[pipeline]', 'uuid of a pipeline (default: all)'))
    .description('say for each block whether it is up to date, and if not, why')
    .option('--var <name=value>', 'a variable of the run to compare with, value in YAML; may be repeated', collect)
    .action(async (uuid: string | undefined, flags: StatusFlags) => {
      const { terminal } = context;
      const variables = parseVariables(flags.var ?? []);
      const project = await openProject(flags.project, terminal.cwd);
      const readings = uuid === undefined ? await readPipelines(project) : [await openPipeline(project, uuid)];
      const pipelines = readings.flatMap((reading) => reading.pipeline ?? []);
      const statuses: PipelineStatus[] = [];
      for (const pipeline of pipelines) statuses.push(await statusOf(pipeline, variables));
      terminal.out(
        flags.json === true
          ? `${JSON.stringify({ pipelines: statuses } satisfies StatusReport)}\n`
          : statusText(statuses, styleFor(terminal.color)),
      );
    });
}

async function statusOf(pipeline: Pipeline, variables: Readonly<Record<string, unknown>>): Promise<PipelineStatus> {
  const { lookAtFreshness, staleReasonText } = await import('../../core/run/staleness');
  const blocks = await lookAtFreshness(pipeline, variables);
  return {
    pipeline: pipeline.uuid,
    blocks: blocks.map(({ block, madeAt, reasons }) => ({
      uuid: block.uuid,
      madeAt,
      stale: reasons.length > 0,
      reasons: reasons.map(staleReasonText),
    })),
  };
}

function statusText(pipelines: readonly PipelineStatus[], style: Style): string {
  if (pipelines.length === 0) return 'No pipelines yet.\n';
  return `${pipelines.map((pipeline) => pipelineText(pipeline, style)).join('\n\n')}\n`;
}

function pipelineText({ pipeline, blocks }: PipelineStatus, style: Style): string {
  const width = Math.max(0, ...blocks.map(({ uuid }) => uuid.length));
  const lines = blocks.map(({ uuid, madeAt, stale, reasons }) => {
    const mark = stale ? style.warn('○') : style.good('✔');
    const words = stale ? reasons.join('; ') : `up to date, from ${madeAt === null ? '' : formatTime(madeAt)}`;
    return `${mark} ${padEnd(uuid, width)}  ${style.dim(words)}`;
  });
  return [style.bold(pipeline), ...(lines.length === 0 ? [style.dim('no blocks')] : lines)].join('\n');
}

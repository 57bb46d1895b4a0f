import path from 'node:path';
import type { Command } from 'commander';
import { readPipelines } from '../../core/project/list-pipelines';
import type { Block, PipelineReading, Project } from '../../core/project/types';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { styleFor, type Style } from '../text/ansi';
import { plural } from '../text/format';
import { textTable } from '../text/table';
import { formatLocation } from '../text/problem';

export function addListCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('list'))
    .description('list the pipelines and blocks of a project')
    .action(async (flags: CommonFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const readings = await readPipelines(project);
      const style = styleFor(terminal.color);
      terminal.out(
        flags.json === true ? listJson(project, readings) : listText(project, readings, terminal.cwd, style),
      );
    });
}

function listJson(project: Project, readings: readonly PipelineReading[]): string {
  const pipelines = readings.map(({ uuid, file, pipeline, problems }) => ({
    uuid,
    file,
    name: pipeline?.name ?? uuid,
    description: pipeline?.description ?? null,
    type: pipeline?.type ?? null,
    tags: pipeline?.tags ?? [],
    blocks: pipeline?.blocks.map(blockJson) ?? [],
    charts: pipeline?.charts.map(blockJson) ?? [],
    problems,
  }));
  return `${JSON.stringify({ project, pipelines })}\n`;
}

function blockJson({ uuid, name, type, language, upstream, file }: Block): object {
  return { uuid, name, type, language, upstream, file };
}

function listText(project: Project, readings: readonly PipelineReading[], cwd: string, style: Style): string {
  const lines = [`${style.bold(project.name)}  ${style.dim(project.root)}`];
  for (const reading of readings) lines.push('', ...pipelineLines(reading, project, cwd, style));
  if (readings.length === 0) {
    lines.push(
      '',
      `No pipelines yet: one is a folder in ${path.join(project.root, 'pipelines')} with a metadata.yaml.`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function pipelineLines(
  { uuid, pipeline, problems }: PipelineReading,
  project: Project,
  cwd: string,
  style: Style,
): string[] {
  const blocks = pipeline?.blocks ?? [];
  const fact = pipeline === null ? style.bad('cannot be read') : style.dim(plural(blocks.length, 'block'));
  const label = pipeline === null || pipeline.name === uuid ? '' : `  ${pipeline.name}`;
  const table = textTable(
    ['', '', '', ''].map((title) => ({ title, align: 'left' })), // no titles: the words speak for themselves
    blocks.map((block) => [
      block.uuid,
      block.type,
      block.language,
      block.upstream.length === 0 ? '' : `← ${block.upstream.join(', ')}`,
    ]),
  );
  const errors = problems.filter((problem) => problem.severity === 'error');
  return [
    `${style.bold(uuid)}${label}  ${fact}`,
    ...table.lines.slice(1).map((line) => `  ${line}`),
    ...errors.map((problem) => {
      const place = formatLocation(problem, cwd) ?? path.relative(cwd, project.root);
      return `  ${style.bad('✘')} ${style.accent(place)}  ${problem.message}`;
    }),
  ];
}

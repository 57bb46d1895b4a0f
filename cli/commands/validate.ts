import type { Command } from 'commander';
import { EiderError } from '../../core/errors';
import { readPipelines } from '../../core/project/list-pipelines';
import type { Project } from '../../core/project/types';
import { validateProject } from '../../core/project/validate';
import type { Problem } from '../../core/protocol/problem';
import type { CommandContext, CommonFlags } from '../context';
import { exitCodes } from '../exit-codes';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { printable, styleFor, type Style } from '../text/ansi';
import { plural } from '../text/format';
import { formatLocation } from '../text/problem';

export function addValidateCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('validate'))
    .description("check the project's files without running anything; exit code 1 when there are errors")
    .action(async (flags: CommonFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const problems = await validateProject(project);
      await keepEditorTypes(project);
      const style = styleFor(terminal.color);
      terminal.out(flags.json === true ? problemsJson(problems) : problemsText(problems, terminal.cwd, style));
      if (problems.some((problem) => problem.severity === 'error')) context.finish(exitCodes.failed);
    });
}

/** TypeScript blocks are checked by the editor and by tsc, which need the types of `eider`: a validated project has them. */
async function keepEditorTypes(project: Project): Promise<void> {
  const blocks = (await readPipelines(project)).flatMap(({ pipeline }) => pipeline?.blocks ?? []);
  if (blocks.every((block) => block.language !== 'typescript')) return;
  const { writeEditorTypes } = await import('../../core/blocks/typescript/editor-types');
  try {
    await writeEditorTypes(project.root);
  } catch (error) {
    // what lies on a read-only disk can be validated all the same
    if (!(error instanceof EiderError && error.problem.code === 'store_not_writable')) throw error;
  }
}

function problemsJson(problems: readonly Problem[]): string {
  const shown = problems.map(({ file, line, column, severity, code, message, remedy }) => ({
    file: file ?? null,
    line: line ?? null,
    column: column ?? null,
    severity,
    code,
    message,
    remedy: remedy ?? null,
  }));
  return `${JSON.stringify({ problems: shown })}\n`;
}

function problemsText(problems: readonly Problem[], cwd: string, style: Style): string {
  if (problems.length === 0) return `${style.good('✔')} No problems.\n`;
  const lines = problems.flatMap((problem) => [
    `${style.accent(formatLocation(problem, cwd) ?? cwd)}  ${severityText(problem, style)}  ${printable(problem.message)}  ${style.dim(problem.code)}`,
    ...(problem.remedy === undefined ? [] : [`  → ${printable(problem.remedy)}`]),
  ]);
  const count = (severity: Problem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const total = [plural(count('error'), 'error'), plural(count('warning'), 'warning')].join(', ');
  return `${lines.join('\n')}\n\n${total}\n`;
}

function severityText({ severity }: Problem, style: Style): string {
  switch (severity) {
    case 'error':
      return style.bad(severity);
    case 'warning':
      return style.warn(severity);
    case 'info':
      return severity;
  }
}

import type { Command } from 'commander';
import { COMMON_PACKAGES } from '../../core/blocks/python/ask-python';
import { reportInterpreter, type InterpreterReport } from '../../core/blocks/python/interpreter-report';
import { standalonePythonPath } from '../../core/blocks/python/project-places';
import { distFolder } from '../../core/dist-folder';
import { toFailure } from '../../core/errors';
import type { CommandContext, CommonFlags } from '../context';
import { exitCodes } from '../exit-codes';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { reportFailure } from '../report';
import { padEnd, styleFor, type Style } from '../text/ansi';

export function addPythonCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('python'))
    .description('say which Python runs the blocks of the project, why, and which common packages it has')
    .option('--path', 'print PYTHONPATH for files of the project that run on their own, in pytest or a debugger')
    .action(async (flags: CommonFlags & { readonly path?: boolean }) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      if (flags.path === true) {
        const path = await standalonePythonPath(distFolder(), project);
        terminal.out(flags.json === true ? `${JSON.stringify({ path })}\n` : `${path}\n`);
        return;
      }
      try {
        const report = await reportInterpreter(project, null);
        terminal.out(
          flags.json === true ? `${JSON.stringify(report)}\n` : reportText(report, styleFor(terminal.color)),
        );
      } catch (error) {
        reportFailure(terminal, toFailure(error, 'python_missing'), flags.json === true);
        context.finish(exitCodes.failed);
      }
    });
}

function reportText({ interpreter, version, source, isManaged, packages, passed }: InterpreterReport, style: Style) {
  const width = Math.max(...COMMON_PACKAGES.map((name) => name.length));
  const lines = [
    ...passed.map((sentence) => style.warn(sentence)),
    `${style.bold(`Python ${version}`)}  ${style.dim(source)}`,
    interpreter,
    '',
    ...COMMON_PACKAGES.map((name) => {
      const found = packages[name];
      return `${found === undefined ? style.dim('○') : style.good('✔')} ${padEnd(name, width)}  ${found ?? style.dim('not installed')}`;
    }),
    ...(isManaged
      ? ['', 'Its packages belong to the operating system: make a virtual environment to install others.']
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

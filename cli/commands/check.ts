import path from 'node:path';
import type { Command } from 'commander';
import { isFolder } from '../../core/project/files';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';
import { styleFor } from '../text/ansi';
import { usageError } from '../usage';
import { reportText, stopsSomething } from '../check/report-text';

interface CheckFlags {
  /** A path, or false when no Python is to be asked. */
  readonly python: string | boolean;
  readonly json?: boolean;
}

export function addCheckCommand(program: Command, context: CommandContext): void {
  program
    .command('check')
    .argument('[folder]', 'a project, or a folder with several', '.')
    .description(
      'tell what is in a folder, what of it does not run here, and which packages are missing; exit code 1 when something does not run',
    )
    .option('--python <path>', 'the interpreter to ask for packages (default: the one that runs use)')
    .option('--no-python', 'ask no interpreter: start nothing at all, as in a folder of somebody you do not trust')
    .option('--json', 'print JSON, for programs')
    .action(async (folder: string, flags: CheckFlags) => {
      const { terminal } = context;
      const root = path.resolve(terminal.cwd, folder);
      if (!(await isFolder(root))) throw usageError(`There is no folder ${root}.`, 'Name the folder of a project.');
      const python = flags.python === false ? null : { chosen: typeof flags.python === 'string' ? flags.python : null };
      // loaded only here: its parser of Python would hold up every other command
      const { lookAround } = await import('../../core/project/adoption/look');
      const found = await lookAround(root, { python });
      const style = styleFor(terminal.color);
      terminal.out(flags.json === true ? `${JSON.stringify(found)}\n` : reportText(found, terminal.cwd, style));
      // who reads JSON reads what there is, and an editor must not take it for a failure
      if (flags.json !== true && stopsSomething(found)) context.finish(exitCodes.failed);
    });
}

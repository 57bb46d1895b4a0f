import { Command, CommanderError } from 'commander';
import { EiderError, isAbort, toFailure } from '../core/errors';
import type { CommandContext } from './context';
import { exitCodes, type ExitCode } from './exit-codes';
import { addChartCommand } from './commands/chart';
import { addCheckCommand } from './commands/check';
import { addCleanCommand } from './commands/clean';
import { addConsoleCommand } from './commands/console';
import { addExperimentsCommand } from './commands/experiments';
import { addInteractionsCommand } from './commands/interactions';
import { addListCommand } from './commands/list';
import { addLogsCommand } from './commands/logs';
import { addProductsCommand } from './commands/products';
import { addPythonCommand } from './commands/python';
import { addRetryCommand } from './commands/retry';
import { addRunCommand } from './commands/run';
import { addRunsCommand } from './commands/runs';
import { addShowCommand } from './commands/show';
import { addStatusCommand } from './commands/status';
import { addValidateCommand } from './commands/validate';
import { reportFailure } from './report';
import type { Terminal } from './terminal';
import { version } from './version';

/** Does what the arguments (without `node` and the script) ask for and gives the exit code. Never throws. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = new Command('eider')
    .description('Runs and inspects machine-learning pipelines.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => terminal.size()?.columns ?? 100,
      getErrHelpWidth: () => terminal.size()?.columns ?? 100,
    })
    .showHelpAfterError('(eider --help lists what there is)');
  const context: CommandContext = {
    terminal,
    finish: (result) => {
      code = result;
    },
  };
  addListCommand(program, context);
  addValidateCommand(program, context);
  addCheckCommand(program, context);
  addInteractionsCommand(program, context);
  addRunCommand(program, context);
  addRetryCommand(program, context);
  addStatusCommand(program, context);
  addProductsCommand(program, context);
  addShowCommand(program, context);
  addChartCommand(program, context);
  addRunsCommand(program, context);
  addLogsCommand(program, context);
  addConsoleCommand(program, context);
  addPythonCommand(program, context);
  addExperimentsCommand(program, context);
  addCleanCommand(program, context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed its own errors already; help and version come as "errors" with code 0
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (isAbort(error)) return exitCodes.cancelled;
    reportFailure(terminal, toFailure(error, 'internal'), args.includes('--json'));
    return error instanceof EiderError ? exitCodes.usage : exitCodes.failed;
  }
}

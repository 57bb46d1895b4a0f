import { Option, type Command } from 'commander';
import { EiderError } from '../../core/errors';
import { requireCode } from '../../core/project/block-code';
import { findRootProject } from '../../core/project/block-file';
import type { PipelineReading } from '../../core/project/types';
import { createSecrets } from '../../core/secrets';
import { parseBlockTarget } from '../block-target';
import type { CommandContext, CommonFlags } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';
import { withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import type { Terminal } from '../terminal';
import { unknownName, usageError } from '../usage';

interface ConsoleFlags extends CommonFlags {
  readonly check?: boolean;
  readonly task?: boolean;
}

export function addConsoleCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('console').argument('<pipeline/block>', 'uuids of a pipeline and a Python block'))
    .description(
      'open an interactive interpreter with the inputs of a Python block; below a dynamic block, name one of its runs as BLOCK:NAME',
    )
    .option('--check', 'only say whether it can be opened, and which runs there are to choose from')
    .addOption(new Option('--task', 'print what is loaded, for an interpreter that asks').hideHelp())
    .action(async (target: string, flags: ConsoleFlags) => {
      context.finish(await openBlockConsole(target, flags, context.terminal));
    });
}

async function openBlockConsole(target: string, flags: ConsoleFlags, terminal: Terminal): Promise<ExitCode> {
  const { pipeline: uuid, block: named } = parseBlockTarget(target);
  const project = await openProject(flags.project, terminal.cwd);
  const reading = await openPipeline(project, uuid);
  const { block, item } = findBlock(reading, named);
  const { blockInputs, itemsOf, NO_RUN } = await import('../../core/run/block-inputs');
  const { findInterpreter } = await import('../../core/blocks/python/interpreter');
  const { distFolder } = await import('../../core/dist-folder');
  const interpreter = await findInterpreter(project.root, await findRootProject(project), null);
  const secrets = createSecrets();
  if (flags.check === true) {
    const items = item === null ? await itemsOf(reading, block, secrets) : null;
    if (items === null) await blockInputs(reading, block, item, secrets);
    const answer = { items, python: interpreter.command };
    terminal.out(
      flags.json === true ? `${JSON.stringify(answer)}\n` : (items ?? []).map((name) => `${name}\n`).join(''),
    );
    return exitCodes.done;
  }
  if (flags.json === true) throw usageError('--json needs --check.', 'An interactive interpreter prints no JSON.');
  const found = await blockInputs(reading, block, item, secrets);
  const { projectPlaces } = await import('../../core/blocks/python/project-places');
  const { consoleTask, openConsole } = await import('../../core/blocks/python/console');
  const task = consoleTask({ ...found, project, places: await projectPlaces(project), pipeline: uuid, run: NO_RUN });
  if (flags.task === true) {
    terminal.out(JSON.stringify(task));
    return exitCodes.done;
  }
  const interrupts = terminal.onInterrupt(() => undefined); // Ctrl+C is the interpreter's
  try {
    return (await openConsole(interpreter, task, distFolder())) === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    interrupts.dispose();
  }
}

/** The block that `BLOCK` or `BLOCK:NAME` means, and of the second the name. */
function findBlock(reading: PipelineReading, named: string): { block: string; item: string | null } {
  const blocks = reading.pipeline?.blocks ?? [];
  const has = (uuid: string) => blocks.some((block) => block.uuid === uuid);
  const colon = named.indexOf(':');
  const own = has(named) || colon < 0 ? named : named.slice(0, colon);
  const block = blocks.find(({ uuid }) => uuid === own);
  if (block === undefined) {
    const known = blocks.map(({ uuid }) => uuid);
    throw unknownName('block', own, known, `pipeline ${reading.uuid}`);
  }
  requireCode(block);
  if (block.language !== 'python') {
    throw new EiderError({
      code: 'block_not_python',
      message: `Block ${own} is in ${block.language}; an interactive interpreter with its inputs is there for Python blocks.`,
      remedy: `Look at what it gave with eider show ${reading.uuid}/${own}; a TypeScript block can be debugged.`,
    });
  }
  return { block: own, item: own === named ? null : named.slice(colon + 1) };
}

import path from 'node:path';
import { Option, type Command } from 'commander';
import { EiderError, toFailure } from '../../core/errors';
import type { Block } from '../../core/project/types';
import { boosterImportances, type ImportanceKind } from '../../core/protocol/model';
import type { StoredOutput } from '../../core/protocol/outputs';
import { runsInPipeline } from '../../core/run/runners';
import { readBlockOutputs, type BlockOutputs } from '../../core/store/outputs';
import { parseBlockTarget } from '../block-target';
import type { CommandContext, CommonFlags } from '../context';
import type { ModelLook } from '../data/model-text';
import { exitCodes, type ExitCode } from '../exit-codes';
import { parseCount, parsePositive, withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import { reportFailure } from '../report';
import type { Terminal } from '../terminal';
import { unknownName, usageError } from '../usage';

interface ShowFlags extends CommonFlags {
  readonly output?: string;
  readonly limit: number;
  readonly importance: ImportanceKind;
  readonly tree?: number;
}

export function addShowCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('show').argument('<pipeline/block>', 'uuids of a pipeline and one of its blocks'))
    .description('show the newest stored outputs of a block; below a dynamic block, BLOCK:NAME is one of its runs')
    .option('--output <name|index>', 'only this output (default: all)')
    .option('--limit <count>', 'rows of a table, or features of a model, to show', parsePositive, 10)
    .addOption(
      new Option('--importance <kind>', 'what counts for a feature of a booster')
        .choices(boosterImportances)
        .default('gain'),
    )
    .option('--tree <number>', 'print this tree of a booster, counted from 0', parseCount)
    .action(async (target: string, flags: ShowFlags) => {
      context.finish(await show(target, flags, context.terminal));
    });
}

async function show(target: string, flags: ShowFlags, terminal: Terminal): Promise<ExitCode> {
  const { pipeline: uuid, block } = parseBlockTarget(target);
  const project = await openProject(flags.project, terminal.cwd);
  const { pipeline } = await openPipeline(project, uuid);
  const stored = await readBlockOutputs(project.root, uuid, block);
  if (stored === null) {
    const known = pipeline?.blocks.map((candidate) => candidate.uuid);
    const [own = ''] = block.split(':');
    if (known?.includes(own) === false) throw unknownName('block', block, known, `pipeline ${uuid}`);
    const entry = pipeline?.blocks.find((candidate) => candidate.uuid === own);
    const whole = own === block ? null : await readBlockOutputs(project.root, uuid, own);
    if (whole !== null) {
      const runs = (whole.manifest.children ?? []).map((child) => child.name);
      throw unknownName('run', block.slice(own.length + 1), runs, `block ${own} of pipeline ${uuid}`);
    }
    const missing = new EiderError({
      code: 'output_missing',
      message: `Block ${own} of pipeline ${uuid} has no stored outputs.`,
      remedy: entry === undefined ? `Run it: eider run ${uuid}` : whereToLook(entry, uuid),
    });
    reportFailure(terminal, missing.problem, flags.json === true);
    return exitCodes.failed;
  }

  const found = chooseOutputs(stored, flags.output, target);
  const chosen = flags.tree === undefined ? found : found.filter(({ kind }) => kind === 'model');
  if (flags.tree !== undefined && chosen.length === 0) {
    throw usageError(
      `${target} has no output that is a model.`,
      'Leave --tree out, or name a block that gives a model.',
    );
  }
  const model = { importance: flags.importance, tree: flags.tree ?? null };
  try {
    if (flags.json === true) {
      terminal.out(await outputsJson(stored, chosen, { ...model, limit: flags.limit }));
      return exitCodes.done;
    }
    const { showOutputs } = await import('../data/show-outputs');
    await showOutputs({ target, stored, chosen, limit: flags.limit, model }, terminal);
    return exitCodes.done;
  } catch (error) {
    reportFailure(terminal, toFailure(error, 'output_unreadable'), flags.json === true);
    return exitCodes.failed;
  }
}

/** What to do about a block without outputs, which some never have. */
function whereToLook({ uuid, type, product }: Pick<Block, 'uuid' | 'type' | 'product'>, pipeline: string): string {
  if (product !== null) return `It gives those of a data product; see of which blocks: eider products ${product.uuid}`;
  if (!runsInPipeline({ type })) return `A block of type ${type} never runs.`;
  return `Run it: eider run ${pipeline} --block ${uuid} --upstream`;
}

/** The outputs that `--output` names: by name, else by number from 0. */
function chooseOutputs(stored: BlockOutputs, wanted: string | undefined, target: string): readonly StoredOutput[] {
  const { outputs } = stored.manifest;
  if (wanted === undefined) return outputs;
  const found =
    outputs.find((output) => output.name === wanted) ?? outputs.find((output) => String(output.index) === wanted);
  if (found === undefined)
    throw unknownName(
      'output',
      wanted,
      outputs.map((output) => output.name),
      target,
    );
  return [found];
}

async function outputsJson(
  { manifest, folder }: BlockOutputs,
  chosen: readonly StoredOutput[],
  look: ModelLook,
): Promise<string> {
  const outputs: object[] = [];
  for (const output of chosen) {
    const { index, name, kind, rows, columns, bytes, schema } = output;
    const located = { output, file: path.join(folder, output.file), run: manifest.run };
    outputs.push({
      ...{ index, name, kind, rows, columns, bytes },
      ...(schema.length === 0 ? {} : { schema }),
      ...(kind === 'model' ? await (await import('../data/model-json')).modelJson(located, look) : {}),
    });
  }
  const { run, finishedAt, tests, children } = manifest;
  const runs = children?.map(({ index, name }) => ({ index, name }));
  return `${JSON.stringify({ outputs, run, finishedAt, tests, ...(runs === undefined ? {} : { children: runs }) })}\n`;
}

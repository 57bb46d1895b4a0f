import type { Command } from 'commander';
import { EiderError } from '../../core/errors';
import { readTriggers, type Trigger } from '../../core/project/triggers';
import type { PipelineReading, Project } from '../../core/project/types';
import { runRequest, type RunRequest } from '../../core/protocol/runner';
import { readRetention } from '../../core/store/retention';
import type { CommandContext, CommonFlags } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';
import { collect, parsePositive, withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import { debugRequest, waitForNodeDebugger, type DebugFlag } from '../run/debug';
import { interactionVariables } from '../run/interaction';
import { performRun } from '../run/perform';
import { planJson, planned, planText } from '../run/plan';
import { parseSelection, type SelectionFlags } from '../run/selection';
import { parseVariables } from '../run/variables';
import type { Terminal } from '../terminal';
import { styleFor } from '../text/ansi';
import { unknownName } from '../usage';

interface RunFlags extends CommonFlags, SelectionFlags {
  readonly var?: readonly string[];
  readonly interaction?: string;
  readonly trigger?: string;
  readonly changed?: boolean;
  readonly plan?: boolean;
  readonly allowBlocksToFail?: boolean;
  readonly skipIfRunning?: boolean;
  readonly timeout?: number;
  readonly parallel?: number;
  readonly debug?: DebugFlag;
}

export function addRunCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('run').argument('<pipeline>', 'uuid of the pipeline'))
    .description('run a pipeline or part of it; Ctrl+C cancels, a second Ctrl+C ends at once')
    .option('--block <uuid>', 'run this block only, on the stored outputs of its upstream blocks')
    .option('--only', 'with --block: just the block (what --block does by itself)')
    .option('--upstream', 'with --block: the block and everything above it')
    .option('--downstream', 'with --block: the block and everything below it')
    .option('--var <name=value>', 'set a variable of the pipeline, value in YAML; may be repeated', collect)
    .option('--interaction <name>', 'fill in an interaction: --var gives its fields, as their types say')
    .option('--trigger <name>', "with the variables and settings of a trigger of the pipeline's triggers.yaml")
    .option('--changed', 'run only blocks of which the code, the variables or the inputs have changed')
    .option('--plan', 'print what would run and why, and run nothing')
    .option('--allow-blocks-to-fail', 'go on with blocks that do not depend on a failed one')
    .option('--skip-if-running', 'do nothing when a run of the pipeline goes on already')
    .option('--timeout <seconds>', 'stop the run after so long', parsePositive)
    .option('--parallel <count>', 'run at most so many blocks at once', parsePositive)
    .option('--debug [port]', 'with --block: wait for a debugger (debugpy, Node) to attach before the block begins')
    .action(async (pipeline: string, flags: RunFlags) => {
      context.finish(await run(pipeline, flags, context.terminal));
    });
}

async function run(uuid: string, flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  const pairs = flags.var ?? [];
  const given = flags.interaction === undefined ? parseVariables(pairs) : null;
  const selection = parseSelection(flags);
  const project = await openProject(flags.project, terminal.cwd);
  const { cwd } = terminal;
  const variables =
    given ?? (await interactionVariables(project, uuid, flags.interaction ?? '', pairs, selection?.block ?? null));
  const retention = await readRetention(project.root);
  const trigger = flags.trigger === undefined ? null : await findTrigger(project, uuid, flags.trigger);
  const request = runRequest({
    project: project.root,
    pipeline: uuid,
    origin: trigger === null ? 'cli' : 'trigger',
    trigger: trigger?.name ?? null,
    triggerLimit: trigger?.runLimit ?? null,
    selection,
    variables: { ...trigger?.variables, ...variables },
    cwd,
    changed: flags.changed === true,
    allowFailures: flags.allowBlocksToFail ?? trigger?.allowFailures ?? false,
    skipIfRunning: flags.skipIfRunning ?? trigger?.skipIfRunning ?? false,
    timeout: flags.timeout ?? trigger?.timeout ?? null,
    timeoutStatus: trigger?.timeoutStatus ?? 'failed',
    limits: { memory: null, threads: null, parallel: flags.parallel ?? null },
    retention,
  });
  const reading = readKnown(project, uuid, selection);
  if (flags.debug !== undefined && flags.plan !== true) {
    const debug = debugRequest(flags.debug, await reading, selection);
    if (debug.language === 'typescript') await waitForNodeDebugger(debug, terminal);
    return performRun({ ...request, debug }, reading, flags.json === true, terminal);
  }
  if (flags.plan !== true) return performRun(request, reading, flags.json === true, terminal);
  const plan = await planned(await reading, request);
  terminal.out(flags.json === true ? planJson(plan) : planText(plan, styleFor(terminal.color)));
  return exitCodes.done;
}

/** A trigger of the pipeline, by its name. */
async function findTrigger(project: Project, pipeline: string, name: string): Promise<Trigger> {
  const { triggers, problems } = await readTriggers(project, pipeline);
  const found = triggers.find((trigger) => trigger.name === name);
  // others may be broken, which matters only when none can be read
  const told = found?.problems ?? (triggers.length === 0 ? problems : []);
  const broken = told.find(({ severity }) => severity === 'error');
  if (broken !== undefined) throw new EiderError(broken);
  if (found !== undefined) return found;
  const known = triggers.map((trigger) => trigger.name);
  throw unknownName('trigger', name, known, `pipeline ${pipeline}`);
}

/** Reads the pipeline; one that does not exist, or does not have the selected block, is bad usage. */
async function readKnown(project: Project, uuid: string, selection: RunRequest['selection']): Promise<PipelineReading> {
  const reading = await openPipeline(project, uuid);
  const known = reading.pipeline?.blocks.map((block) => block.uuid);
  if (selection !== null && known?.includes(selection.block) === false) {
    throw unknownName('block', selection.block, known, `pipeline ${uuid}`);
  }
  return reading;
}

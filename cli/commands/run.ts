import type { Command } from 'commander';
import type { RunEvent } from '../../core/protocol/run-events';
import { foldRunEvent, type RunState } from '../../core/protocol/run-state';
import type { PipelineReading, Project } from '../../core/project/types';
import type { RunRequest } from '../../core/protocol/runner';
import type { CommandContext, CommonFlags } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';
import { collect, withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import { liveProgress, plainProgress } from '../run/progress';
import { parseSelection, type SelectionFlags } from '../run/selection';
import { runSummary } from '../run/summary';
import { parseVariables } from '../run/variables';
import type { Terminal } from '../terminal';
import { styleFor } from '../text/ansi';
import { unknownName } from '../usage';

interface RunFlags extends CommonFlags, SelectionFlags {
  readonly var?: readonly string[];
}

export function addRunCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('run').argument('<pipeline>', 'uuid of the pipeline'))
    .description('run a pipeline or part of it; Ctrl+C cancels, a second Ctrl+C ends at once')
    .option('--block <uuid>', 'run this block only, on the stored outputs of its upstream blocks')
    .option('--only', 'with --block: just the block (what --block does by itself)')
    .option('--upstream', 'with --block: the block and everything above it')
    .option('--downstream', 'with --block: the block and everything below it')
    .option('--var <name=value>', 'set a variable of the pipeline, value in YAML; may be repeated', collect)
    .action(async (pipeline: string, flags: RunFlags) => {
      context.finish(await run(pipeline, flags, context.terminal));
    });
}

async function run(uuid: string, flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  const variables = parseVariables(flags.var ?? []);
  const selection = parseSelection(flags);
  const project = await openProject(flags.project, terminal.cwd);
  const reading = readKnown(project, uuid, selection);
  reading.catch(() => undefined); // it is the run that tells
  const { runPipeline } = await import('../../core/run/run-pipeline');
  const request: RunRequest = {
    project: project.root,
    pipeline: uuid,
    selection,
    variables,
    origin: 'cli',
    cwd: terminal.cwd,
    limits: { memory: null, threads: null, parallel: null },
  };
  const view = flags.json === true ? jsonView(terminal) : textView(terminal, project.root);
  const cancelled = new AbortController();
  const interrupts = terminal.onInterrupt(() => {
    if (cancelled.signal.aborted) {
      terminal.die();
      return;
    }
    view.note('Cancelling … (Ctrl+C again ends at once)');
    cancelled.abort();
  });
  try {
    terminal.enter(project.root);
    const { signal } = cancelled;
    const finished = await runPipeline(request, { reading, signal, onEvent: view.take, exiting: true });
    view.close();
    return { completed: exitCodes.done, failed: exitCodes.failed, cancelled: exitCodes.cancelled }[finished.status];
  } finally {
    view.close();
    await terminal.endChildren();
    interrupts.dispose();
  }
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

/** What shows the events of a run as they come. Closing twice is closing once. */
interface RunView {
  readonly take: (event: RunEvent) => void;
  readonly note: (text: string) => void;
  readonly close: () => void;
}

function jsonView(terminal: Terminal): RunView {
  return {
    take: (event) => terminal.out(`${JSON.stringify(event)}\n`),
    note: (text) => terminal.err(`${text}\n`),
    close: () => undefined,
  };
}

function textView(terminal: Terminal, root: string): RunView {
  const style = styleFor(terminal.color);
  const progress = terminal.live ? liveProgress(terminal, style) : plainProgress(terminal, style);
  let state: RunState | null = null;
  let open = true;
  return {
    take(event) {
      state = foldRunEvent(state, event);
      if (state !== null) progress.update(state, event);
    },
    note: (text) => progress.note(text),
    close() {
      if (!open) return;
      open = false;
      progress.dispose();
      if (state?.finishedAt != null) terminal.out(runSummary(state, root, terminal.cwd, style));
    },
  };
}

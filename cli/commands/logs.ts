import type { Command } from 'commander';
import { EiderError } from '../../core/errors';
import type { RunState } from '../../core/protocol/run-state';
import { blockLogFile } from '../../core/store/paths';
import { listRuns, readRun, type RunEntry } from '../../core/store/runs';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { findRun } from '../run/find-run';
import { logTail } from '../run/log-tail';
import type { Terminal } from '../terminal';
import { padEnd, printable, styleFor } from '../text/ansi';
import { unknownName } from '../usage';

const followMilliseconds = 300;

interface LogsFlags extends CommonFlags {
  readonly block?: string;
  readonly follow?: boolean;
}

export function addLogsCommand(program: Command, context: CommandContext): void {
  withCommonOptions(
    program.command('logs').argument('<run>', 'id of a run, or the beginning of one; `eider runs` lists them'),
  )
    .description('print what the blocks of a run printed')
    .option('--block <uuid>', 'only this block')
    .option('--follow', 'go on until the run has ended')
    .action(async (id: string, flags: LogsFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const entry = findRun(await listRuns(project.root), id);
      const state = await readRun(project.root, entry);
      if (state === null) {
        throw new EiderError({
          code: 'run_missing',
          message: `Run ${entry.run} has no events.`,
          remedy: 'Choose another run.',
        });
      }
      await printLogs(project.root, entry, state, flags, terminal);
    });
}

async function printLogs(
  root: string,
  entry: RunEntry,
  first: RunState,
  flags: LogsFlags,
  terminal: Terminal,
): Promise<void> {
  const uuids = first.blocks.filter((block) => block.plan.action !== 'reuse').map((block) => block.plan.uuid);
  if (flags.block !== undefined && !uuids.includes(flags.block)) {
    throw unknownName('block', flags.block, uuids, `run ${entry.run}`);
  }
  const shown = flags.block === undefined ? uuids : [flags.block];
  const style = styleFor(terminal.color);
  const width = Math.max(0, ...shown.map((uuid) => uuid.length));
  const tails = shown.map((uuid) => ({ uuid, tail: logTail(blockLogFile(root, entry.pipeline, entry.run, uuid)) }));
  const print = (uuid: string, lines: readonly string[]): void => {
    const format = (line: string): string =>
      flags.json === true
        ? JSON.stringify({ block: uuid, line })
        : `${style.accent(padEnd(uuid, width))} ${style.dim('│')} ${printable(line)}`;
    terminal.out(lines.map((line) => `${format(line)}\n`).join(''));
  };

  let state: RunState | null = first;
  for (;;) {
    for (const { uuid, tail } of tails) print(uuid, await tail.next());
    if (flags.follow !== true || state?.status !== 'running') break;
    await nextTick(terminal);
    state = await readRun(root, entry); // read before the logs, so that the last look at the logs comes after the end
  }
  for (const { uuid, tail } of tails) print(uuid, tail.rest());
}

function nextTick(terminal: Terminal): Promise<void> {
  return new Promise((done) => {
    const timer = terminal.every(followMilliseconds, () => {
      timer.dispose();
      done();
    });
  });
}

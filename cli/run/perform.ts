import type { PipelineReading } from '../../core/project/types';
import type { RunEvent, RunFinished } from '../../core/protocol/run-events';
import { foldRunEvent, type RunState } from '../../core/protocol/run-state';
import type { RunRequest } from '../../core/protocol/runner';
import { readRun } from '../../core/store/runs';
import { exitCodes, type ExitCode } from '../exit-codes';
import type { Terminal } from '../terminal';
import { styleFor } from '../text/ansi';
import { waitingFor } from './debug';
import { liveProgress, plainProgress } from './progress';
import { runSummary } from './summary';

/** Runs what is requested and shows it while it goes on; Ctrl+C cancels, a second one ends the process. */
export async function performRun(
  request: RunRequest,
  reading: Promise<PipelineReading>,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  reading.catch(() => undefined); // it is the run that tells
  const { runRequested } = await import('../../core/run/run-requested');
  const { project, pipeline, resume } = request;
  // of a run that goes on, what it had done before is shown too
  const before = resume === null ? null : await readRun(project, { pipeline, run: resume });
  const view = json ? jsonView(terminal) : textView(terminal, project, before);
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
    terminal.enter(request.project);
    const { signal } = cancelled;
    const onWaiting = (reason: string) => view.note(`Waiting: ${reason} (Ctrl+C gives up)`);
    const onStaying = (reason: string) => view.note(`${reason} (Ctrl+C cancels it)`);
    const onDebugger = (port: number) => view.note(waitingFor(port));
    const told = { onEvent: view.take, onWaiting, onStaying, onDebugger };
    const finished = await runRequested(request, { reading, signal, ...told, exiting: true });
    view.close();
    return codeOf(finished);
  } finally {
    view.close();
    await terminal.endChildren();
    interrupts.dispose();
  }
}

/** A run that was skipped because others go on has done what it was told to. */
function codeOf({ status, failure }: RunFinished): ExitCode {
  if (failure?.code === 'previous_running' || failure?.code === 'run_limit_reached') return exitCodes.done;
  return { completed: exitCodes.done, failed: exitCodes.failed, cancelled: exitCodes.cancelled }[status];
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

function textView(terminal: Terminal, root: string, before: RunState | null): RunView {
  const style = styleFor(terminal.color);
  const progress = terminal.live ? liveProgress(terminal, style) : plainProgress(terminal, style);
  let state = before;
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

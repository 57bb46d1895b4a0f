import * as vscode from 'vscode';
import type { Failure } from '../../core/protocol/problem';
import type { RunState } from '../../core/protocol/run-state';
import { runEnd } from '../runs/run-end';
import type { OnDebugger, OnWaiting, RunChange } from '../runs/run-service';
import type { Services } from '../services';
import { pipelineOf, problemText, resolveTarget, type PipelineRef, type RunRef } from '../target';
import { runCommand } from './run-command';

/**
 * Starts a run and returns when its log exists; what comes of it shows in the views, and in a message when it ends badly.
 * `argument` is what the command was called with: a run that was started in the tree shows its progress there. `onDebugger`
 * is told where a run that is debugged waits for the debugger.
 */
export async function startRun(
  services: Services,
  pipeline: PipelineRef,
  change: RunChange,
  argument: unknown,
  onDebugger?: OnDebugger,
): Promise<RunRef> {
  const start = async () => {
    const ref = await startOrWait(services, pipeline, change, onDebugger);
    return { ref, ended: runEnd(services.runs, ref).then((state) => reportEnd(services, ref, state)) };
  };
  const viewId = viewOf(argument);
  if (viewId === null) return (await start()).ref;
  return new Promise((resolve, reject) => {
    void vscode.window.withProgress({ location: { viewId } }, async () => {
      try {
        const { ref, ended } = await start();
        resolve(ref);
        await ended;
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

/** While other runs must end first, a notification says so, and gives the run up when it is cancelled. */
function startOrWait(
  services: Services,
  pipeline: PipelineRef,
  change: RunChange,
  onDebugger?: OnDebugger,
): Promise<RunRef> {
  const onWaiting: OnWaiting = (reason, giveUp) => {
    const title = `${pipeline.pipeline} waits. ${reason}`;
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    void vscode.window.withProgress(options, (_progress, token) => {
      token.onCancellationRequested(giveUp);
      return starting.then(
        () => undefined,
        () => undefined, // told by whoever asked for the run
      );
    });
  };
  const starting = services.runner.start(pipeline, change, onWaiting, onDebugger);
  return starting;
}

/** The tree that shows the progress of a run: the one whose element the command was called with. */
function viewOf(argument: unknown): string | null {
  if (pipelineOf(resolveTarget(argument)) === null) return null;
  if (typeof argument !== 'object' || argument === null || !('kind' in argument)) return null;
  return argument.kind === 'product' ? 'eider.products' : 'eider.pipelines';
}

function reportEnd(services: Services, ref: RunRef, state: RunState | null): void {
  if (state?.status === 'cancelled' && state.failure !== null) {
    // it was skipped, or its time was up
    const word = state.executed === 0 ? 'was not run' : 'was stopped';
    void vscode.window.showInformationMessage(`${ref.pipeline} ${word}. ${problemText(state.failure)}`);
    return;
  }
  if (state === null || (state.status !== 'failed' && state.status !== 'interrupted')) return;
  const block = state.blocks.find(({ status }) => status === 'failed');
  services.errors.showFailure(block?.failure ?? state.failure ?? unexplained(state), {
    subject: block === undefined ? ref.pipeline : `${ref.pipeline} / ${block.plan.name}`,
    ...(block === undefined
      ? {}
      : { openLogs: () => runCommand('eider.showLogs', { ...ref, block: block.plan.uuid }) }),
    ...(block?.failure?.missing === undefined
      ? {}
      : { offer: installation(ref, block.plan.uuid, block.failure.missing) }),
  });
}

/** A button that installs what a block has failed for. */
function installation(ref: RunRef, block: string, { packages }: NonNullable<Failure['missing']>) {
  const { project, pipeline } = ref;
  return {
    label: `Install ${packages.join(', ')}`,
    act: () => runCommand('eider.installPackages', { project, pipeline, block }),
  };
}

function unexplained(state: RunState): Failure {
  const interrupted = state.status === 'interrupted';
  return {
    code: interrupted ? 'run_interrupted' : 'run_failed',
    severity: 'error',
    message: interrupted ? 'The process of the run ended before the run did.' : 'The run failed.',
    remedy: interrupted
      ? 'Outputs stored before are whole. Run again; the logs may say why it ended.'
      : 'Look at the logs.',
  };
}

import * as vscode from 'vscode';
import type { Services } from '../services';
import { pipelineOf, resolveTarget, runOf, type RunRef } from '../target';
import { whenText } from '../text';
import { pick } from './ask';

export async function cancelRun(services: Services, argument: unknown): Promise<undefined> {
  const run = await runToCancel(services, argument);
  if (run !== undefined) await services.runner.cancel(run);
  return undefined;
}

async function runToCancel(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const target = resolveTarget(argument);
  const given = runOf(target);
  if (given !== null) return given;
  const pipeline = pipelineOf(target);
  if (pipeline !== null) return services.runs.running(pipeline) ?? undefined;
  const running = services.runs.allRunning();
  if (running.length === 0) {
    void vscode.window.showInformationMessage('No run is going on.');
    return undefined;
  }
  if (running.length === 1) return running[0];
  const choices = running.map((ref) => ({
    label: ref.pipeline,
    description: whenText(services.runs.known(ref)?.startedAt ?? '', new Date()),
    value: ref,
  }));
  return pick(choices, 'Choose the run to cancel');
}

import * as vscode from 'vscode';
import { runStatusLook } from '../looks';
import type { Services } from '../services';
import { resolveTarget, runOf, type RunRef } from '../target';
import { dotted, whenText } from '../text';
import { askPipeline, pick } from './ask';
import { startRun } from './start-run';

/** Goes on with a run that has ended: executes what had not completed in it. */
export async function retryRun(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const run = runOf(resolveTarget(argument)) ?? (await askRun(services, argument));
  return run === undefined ? undefined : startRun(services, run, { resume: run.run }, argument);
}

async function askRun(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline of the run');
  if (pipeline === undefined) return undefined;
  const runs = await services.runs.recent(pipeline);
  const ended = runs.filter((state) => state.status !== 'completed' && state.status !== 'running');
  if (ended.length === 0) {
    void vscode.window.showInformationMessage(
      `Every run of ${pipeline.pipeline} has completed; there is nothing to retry.`,
    );
    return undefined;
  }
  const choices = ended.map((state) => ({
    label: runStatusLook(state.status).label,
    description: dotted(whenText(state.startedAt, new Date()), state.run),
    value: { ...pipeline, run: state.run },
  }));
  return choices.length === 1 ? choices[0]?.value : pick(choices, 'Choose the run to go on with');
}

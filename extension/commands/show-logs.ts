import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { BlockState, RunState } from '../../core/protocol/run-state';
import { blockLogFile } from '../../core/store/paths';
import { blockStatusLook } from '../looks';
import { openPlace } from '../open-place';
import type { Services } from '../services';
import { blockOf, resolveTarget, runOf, type PipelineRef } from '../target';
import { askPipeline, pick } from './ask';

/** Opens what a block printed: in the given run or the newest one. Of a run as a whole, the user chooses a block. */
export async function showLogs(services: Services, argument: unknown): Promise<undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline whose logs to show');
  if (pipeline === undefined) return undefined;
  const target = resolveTarget(argument);
  const block = blockOf(target)?.block ?? null;
  const given = runOf(target);
  const runs = given === null ? await services.runs.recent(pipeline) : [await services.runs.state(given)];
  const run = runs.find((state) => block === null || state?.blocks.some((one) => one.plan.uuid === block)) ?? null;
  if (run === null) {
    void vscode.window.showInformationMessage(`${block ?? pipeline.pipeline} has not run yet, so there are no logs.`);
    return undefined;
  }
  const logs = await logsOf(pipeline, run, block);
  const [first] = logs;
  if (first === undefined) {
    void vscode.window.showInformationMessage(`${block ?? pipeline.pipeline} printed nothing in its last run.`);
    return undefined;
  }
  const choices = logs.map(({ state, file }) => ({
    label: state.plan.name,
    description: blockStatusLook(state.status).label,
    value: file,
  }));
  const file = logs.length === 1 ? first.file : await pick(choices, 'Choose the block whose log to open');
  if (file !== undefined) await openPlace({ file }, { preview: true });
  return undefined;
}

/** The logs of a run that hold anything, those of failed blocks first. */
async function logsOf(
  pipeline: PipelineRef,
  run: RunState,
  block: string | null,
): Promise<{ readonly state: BlockState; readonly file: string }[]> {
  const states = run.blocks.filter((state) => block === null || state.plan.uuid === block);
  const found = await Promise.all(
    states.map(async (state) => {
      const file = blockLogFile(pipeline.project, pipeline.pipeline, run.run, state.plan.uuid);
      const size = await stat(file).then(
        (info) => info.size,
        () => 0, // a block that printed nothing has no file
      );
      return size > 0 ? [{ state, file }] : [];
    }),
  );
  return found.flat().sort((a, b) => Number(b.state.status === 'failed') - Number(a.state.status === 'failed'));
}

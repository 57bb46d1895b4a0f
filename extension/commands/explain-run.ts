import * as v from 'valibot';
import * as vscode from 'vscode';
import { askCli } from '../cli';
import { requireTrust, saveFiles } from '../runs/run-service';
import type { Services } from '../services';
import type { PipelineRef } from '../target';
import { askPipeline } from './ask';
import { runCommand } from './run-command';

const planSchema = v.object({
  blocks: v.array(
    v.object({ uuid: v.string(), action: v.picklist(['run', 'maybe', 'keep', 'read']), reasons: v.array(v.string()) }),
  ),
});
type Step = v.InferOutput<typeof planSchema>['blocks'][number];

const looks: Readonly<Record<Step['action'], { readonly icon: string; readonly word: string }>> = {
  run: { icon: 'play', word: 'would run' },
  maybe: { icon: 'question', word: 'may run' },
  keep: { icon: 'pass', word: 'keeps its output' },
  read: { icon: 'history', word: 'is read' },
};

/** Shows for each block of a pipeline whether it is up to date, and why not; from there what changed can be run. */
export async function explainRun(services: Services, argument: unknown): Promise<undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline to explain');
  if (pipeline === undefined) return undefined;
  requireTrust(); // compiling reads what the project's own configuration says
  await saveFiles(pipeline.project);
  const steps = await vscode.window.withProgress({ location: { viewId: 'eider.pipelines' } }, () =>
    readPlan(services.context.extensionPath, pipeline),
  );
  const stale = steps.filter(({ action }) => action === 'run' || action === 'maybe').length;
  const run = {
    label: stale === 0 ? '$(pass) Everything is up to date' : '$(play) Run what changed',
    block: null,
  };
  const blocks = steps.map(({ uuid, action, reasons }) => ({
    label: `$(${looks[action].icon}) ${uuid}`,
    description: looks[action].word,
    detail: reasons.join('; '),
    block: uuid,
  }));
  const chosen = await vscode.window.showQuickPick([run, ...blocks], {
    title: `What would run of ${pipeline.pipeline}`,
    placeHolder: 'Choose a block to open it',
    matchOnDetail: true,
  });
  if (chosen === undefined) return undefined;
  if (chosen.block !== null) runCommand('eider.openBlock', { ...pipeline, block: chosen.block });
  else if (stale > 0) runCommand('eider.runChanged', pipeline);
  return undefined;
}

async function readPlan(extensionPath: string, { project, pipeline }: PipelineRef): Promise<readonly Step[]> {
  const args = ['run', pipeline, '--plan', '--changed', '--project', project];
  return (await askCli(extensionPath, planSchema, args)).blocks;
}

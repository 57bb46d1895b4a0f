import * as vscode from 'vscode';
import { createPipeline } from '../../core/project/create';
import { projectAt } from '../../core/project/find-project';
import { cleanUuid } from '../../core/project/uuid';
import type { Services } from '../services';
import { askProject } from './ask';
import { nameProblem } from './block-name';
import { runCommand } from './run-command';

/** Makes an empty pipeline and goes on to its first block. */
export async function newPipeline(services: Services, argument: unknown): Promise<undefined> {
  const project = await askProject(services, argument);
  if (project === undefined) return undefined;
  const taken = new Set(await services.projects.pipelines(project));
  const name = await vscode.window.showInputBox({
    title: 'New Pipeline',
    prompt: 'Name of the pipeline',
    placeHolder: 'data_preparation',
    validateInput: (text) => (text === '' ? null : nameProblem(cleanUuid(text).replaceAll('/', '_'), taken)),
  });
  if (name === undefined || name === '') return undefined;
  const pipeline = await createPipeline(projectAt(project), name);
  services.projects.invalidate(project, pipeline, true);
  runCommand('eider.newBlock', { project, pipeline });
  return undefined;
}

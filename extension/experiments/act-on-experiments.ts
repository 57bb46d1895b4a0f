import * as vscode from 'vscode';
import type { WebviewToHost } from '../../core/protocol/webview';
import { runCommand } from '../commands/run-command';
import { exampleBlock } from './example-block';

type ExperimentsMessage = Extract<WebviewToHost, { type: 'experiments_action' }>;

/** Does what is asked for on the page Experiments of a project. */
export async function actOnExperiments(
  { action, pipeline, block }: ExperimentsMessage,
  project: string,
): Promise<void> {
  switch (action) {
    case 'output':
      runCommand('eider.showOutput', { project, pipeline, block });
      return;
    case 'block':
      runCommand('eider.openBlock', { project, pipeline, block });
      return;
    case 'run':
      runCommand('eider.runPipeline', pipeline === '' ? { project } : { project, pipeline });
      return;
    case 'project':
      runCommand('eider.showExperiments', undefined);
      return;
    case 'example': {
      const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: exampleBlock });
      await vscode.window.showTextDocument(document);
      return;
    }
    case 'trust':
      await vscode.commands.executeCommand('workbench.trust.manage');
      return;
    case 'older': // the panel's own
  }
}

import * as vscode from 'vscode';
import type { FoundProject } from '../../core/protocol/adoption';
import { missingPackages } from '../../core/protocol/adoption-summary';
import { specOf } from '../../core/protocol/package-spec';
import type { WebviewToHost } from '../../core/protocol/webview';
import { runCommand } from '../commands/run-command';

type FoundMessage = Extract<WebviewToHost, { type: 'found_action' }>;

/** Does what is asked for on the page What Eider Found. What names a project that is not on it is disregarded. */
export async function actOnFound(
  { action, project: root, pipeline }: FoundMessage,
  projects: readonly FoundProject[],
): Promise<void> {
  if (action === 'trust') {
    await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const project = projects.find((one) => one.root === root);
  if (project === undefined) return;
  switch (action) {
    case 'run':
      runCommand('eider.runPipeline', { project: root, pipeline });
      return;
    case 'graph':
      runCommand('eider.showGraph', { project: root, pipeline });
      return;
    case 'python':
      runCommand('eider.selectPython', { project: root });
      return;
    case 'install':
      runCommand('eider.installPackages', {
        project: root,
        packages: missingPackages(project).map(specOf),
      });
      return;
    case 'refresh': // the panel's own
  }
}

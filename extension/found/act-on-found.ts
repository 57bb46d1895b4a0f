import * as vscode from 'vscode';
import type { FoundProject } from '../../core/protocol/adoption';
import { missingPackages } from '../../core/protocol/adoption-summary';
import type { WebviewToHost } from '../../core/protocol/webview';
import { runCommand } from '../commands/run-command';
import { commandLine } from './command-line';

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
      await chooseInterpreter();
      return;
    case 'install':
      await install(project);
      return;
    case 'refresh': // the panel's own
  }
}

/** By the Python extension where there is one, since its choice comes first. */
async function chooseInterpreter(): Promise<void> {
  if (vscode.extensions.getExtension('ms-python.python') !== undefined) {
    await vscode.commands.executeCommand('python.setInterpreter');
  } else {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'eider.python');
  }
}

/** Puts the command into a terminal, where the user sees it and starts it. */
async function install(project: FoundProject): Promise<void> {
  const { interpreter, root } = project;
  const packages = missingPackages(project).map(({ name }) => name);
  if (interpreter.state !== 'found' || packages.length === 0) return;
  const terminal = vscode.window.createTerminal({ name: 'Install packages', cwd: root });
  terminal.show();
  // waits for the shell, so that its first words do not mix with the command
  await terminal.processId;
  terminal.sendText(commandLine([interpreter.command, '-m', 'pip', 'install', ...packages], process.platform), false);
}

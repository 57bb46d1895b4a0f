import path from 'node:path';
import * as vscode from 'vscode';
import { chosenPython } from './chosen-python';
import { selectInExtension } from './python-extension';

/**
 * Chooses an interpreter for a project: in the Python extension where there is one that can be asked, else by the setting
 * `eider.python` of the workspace folder. `whenNeeded` leaves things as they are when nothing is chosen yet and it would be
 * found by itself.
 */
export async function choosePython(project: string, interpreter: string, whenNeeded = false): Promise<void> {
  const uri = vscode.Uri.file(project);
  if (whenNeeded && (await chosenPython(project)) === null) return;
  if (await selectInExtension(interpreter, uri)) return;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const relative =
    folder === undefined || !path.isAbsolute(interpreter) ? '' : path.relative(folder.uri.fsPath, interpreter);
  const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  const target = folder === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.WorkspaceFolder;
  const settings = vscode.workspace.getConfiguration('eider', uri);
  await settings.update('python', isInside ? relative : interpreter, target);
}

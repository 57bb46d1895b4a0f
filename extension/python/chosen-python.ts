import * as vscode from 'vscode';
import { pythonSetting } from '../manifest/settings';
import { expandPath } from './expand-path';
import { selectedInExtension } from './python-extension';

/** The interpreter that somebody has chosen for a project. */
export interface ChosenPython {
  readonly command: string;
  /** Where it was chosen, for a sentence. */
  readonly source: string;
}

/**
 * The interpreter for a project's Python blocks: the one that is selected in the Python extension, else that of the setting
 * `eider.python`; null leaves the choice to whoever runs the blocks.
 */
export async function chosenPython(project: string): Promise<ChosenPython | null> {
  const uri = vscode.Uri.file(project);
  const selected = await selectedInExtension(uri);
  if (selected !== null) return { command: selected, source: 'selected in the Python extension' };
  const named = pythonSetting(project);
  if (named === null) return null;
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? project;
  return { command: await expandPath(named, folder), source: 'setting eider.python' };
}

import * as vscode from 'vscode';
import { findInterpreter } from '../../core/blocks/python/interpreter';
import { toFailure } from '../../core/errors';
import { expandPath } from './expand-path';

/**
 * Asks for the path of a Python, until it is that of one. What is typed is started to find out, so only what is entered:
 * on the way to it stand names of other programs.
 */
export function enterPath(project: string): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  input.title = 'Select Python for Eider';
  input.prompt = 'Path of a Python interpreter or of an environment; relative ones begin in the workspace folder';
  input.placeholder = '.venv/bin/python';
  return new Promise((resolve) => {
    const end = (entered: string | undefined) => {
      resolve(entered); // hiding it below would answer once more, but only the first answer counts
      for (const listener of listeners) listener.dispose();
      input.dispose();
    };
    const check = async () => {
      const text = input.value.trim();
      if (text === '') end(undefined);
      if (text === '' || input.busy) return;
      input.busy = true;
      const { command, wrong } = await checkPython(project, text);
      if (input.value.trim() !== text) return; // another path is being typed
      input.busy = false;
      if (wrong === null) end(command);
      else input.validationMessage = wrong;
    };
    const listeners = [
      input.onDidChangeValue(() => {
        input.busy = false;
        input.validationMessage = '';
      }),
      input.onDidAccept(() => void check()),
      input.onDidHide(() => end(undefined)),
    ];
    input.show();
  });
}

/** Starts what a text names; `wrong` is why it cannot be the Python of the project. */
async function checkPython(project: string, text: string): Promise<{ command: string; wrong: string | null }> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(project))?.uri.fsPath ?? project;
  try {
    const command = await expandPath(text, folder);
    await findInterpreter(project, null, command);
    return { command, wrong: null };
  } catch (error) {
    const { code, message } = toFailure(error, 'python_missing');
    return { command: text, wrong: code === 'python_too_old' ? message : 'That is no Python that can be started.' };
  }
}

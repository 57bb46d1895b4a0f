import path from 'node:path';
import * as vscode from 'vscode';
import { isThere, virtualPython } from '../../core/blocks/python/environment-folder';
import { EiderError } from '../../core/errors';
import { makeVirtualEnvironment } from './virtual-environment';

/**
 * Makes the virtual environment `.venv` in a project with the given Python, with progress that can be cancelled; gives the
 * path of its interpreter. Undefined when it was cancelled. Throws `environment_exists` and `environment_failed`.
 */
export async function makeEnvironment(project: string, python: string): Promise<string | undefined> {
  const folder = path.join(project, '.venv');
  if (await isThere(folder)) {
    throw new EiderError({
      code: 'environment_exists',
      message: `${folder} is there already.`,
      remedy: 'Select its interpreter, or remove it if it is broken.',
    });
  }
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Making the virtual environment ${folder}`,
    cancellable: true,
  };
  const made = await vscode.window.withProgress(options, (_progress, token) => {
    const ended = new AbortController();
    token.onCancellationRequested(() => ended.abort());
    return makeVirtualEnvironment(python, folder, ended.signal);
  });
  return made ? virtualPython(folder) : undefined;
}

import { execFile } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import { virtualPython } from '../../core/blocks/python/environment-folder';
import { EiderError } from '../../core/errors';
import { isFolder } from '../../core/project/files';

/** How long making an environment may take, in milliseconds. */
const LIMIT = 300_000;

/**
 * Makes the virtual environment `.venv` in a project with the given Python, with progress that can be cancelled; gives the
 * path of its interpreter. Undefined when it was cancelled. Throws `environment_exists` and `environment_failed`.
 */
export async function makeEnvironment(project: string, python: string): Promise<string | undefined> {
  const folder = path.join(project, '.venv');
  if (await isFolder(folder)) {
    throw new EiderError({
      code: 'environment_exists',
      message: `There is a folder ${folder} already.`,
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
    return runVenv(python, folder, ended.signal);
  });
  if (made) return virtualPython(folder);
  await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true }).then(undefined, () => undefined);
  return undefined;
}

/** Whether it was made; false when it was cancelled. */
function runVenv(python: string, folder: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    execFile(python, ['-m', 'venv', folder], { signal, timeout: LIMIT, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) resolve(true);
      else if (signal.aborted) resolve(false);
      else {
        const failure = {
          code: 'environment_failed',
          message: `${python} could not make the virtual environment ${folder}.`,
          remedy: 'On Debian and Ubuntu the package python3-venv must be installed; else choose another Python.',
          detail: `${stdout}${stderr}`.trim() || error.message,
        };
        reject(new EiderError(failure, { cause: error }));
      }
    });
  });
}

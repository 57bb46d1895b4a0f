import path from 'node:path';
import { root } from '../setup/root';
import { writeFiles } from '../support/temp-project';
import type { SessionOptions } from './session';

/** The sample in Mage's format, with the Python that runs its blocks. */
export function mageProject(python: string): SessionOptions {
  return {
    workspace: path.join(root, 'samples', 'mage-titanic'),
    // in the folder's own settings: in a browser, a user's settings cannot say where a program of the machine is
    prepare: (folder) => writeFiles(folder, { '.vscode/settings.json': JSON.stringify({ 'eider.python': python }) }),
  };
}

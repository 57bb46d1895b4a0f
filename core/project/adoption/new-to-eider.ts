import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../../fs-errors';
import { isFolder } from '../files';
import type { Project } from '../types';

/** Where the Python blocks of a pipeline usually are. */
const folders = ['data_loaders', 'transformers', 'data_exporters', 'custom'];

/** Whether a project has Python blocks and has never been run with Eider: one that Eider has run has a folder `.eider`. */
export async function isNewToEider({ root }: Pick<Project, 'root'>): Promise<boolean> {
  if (await isFolder(path.join(root, '.eider'))) return false;
  for (const folder of folders) {
    try {
      const names = await readdir(path.join(root, folder), { recursive: true });
      if (names.some((name) => name.endsWith('.py') && path.basename(name) !== '__init__.py')) return true;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return false;
}

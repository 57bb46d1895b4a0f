import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { distFolder } from '../../dist-folder';
import { isMissing } from '../../fs-errors';
import { prepareStore } from '../../store/prepare';
import { storePaths } from '../../store/paths';

/**
 * Puts the type declarations of `eider` and `eider/learn` where a project's tsconfig.json looks for them
 * (`.eider/types`), so that a TypeScript block is checked in the editor without any package to install. Writes only what
 * differs.
 */
export async function writeEditorTypes(projectRoot: string): Promise<void> {
  await prepareStore(projectRoot);
  const { types } = storePaths(projectRoot);
  await mkdir(types, { recursive: true });
  for (const name of ['eider.d.ts', 'learn.d.ts']) {
    const source = path.join(distFolder(), 'types', name);
    const target = path.join(types, name);
    if ((await textOf(source)) !== (await textOf(target))) await copyFile(source, target);
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

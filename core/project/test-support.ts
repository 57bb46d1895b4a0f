import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

import { projectAt } from './find-project';
import type { Project } from './types';

/** A temporary folder with the given files, removed after the test. A path that ends with `/` is an empty folder. */
export async function temporaryFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'eider-project-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, ...name.split('/'));
    if (name.endsWith('/')) {
      await mkdir(file, { recursive: true });
      continue;
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return folder;
}

export async function temporaryProject(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  return projectAt(
    await temporaryFolder({ 'metadata.yaml': 'project_type: standalone\n', 'pipelines/': '', ...files }),
  );
}

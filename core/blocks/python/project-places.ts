import path from 'node:path';
import { findRootProject } from '../../project/block-file';
import type { Project } from '../../project/types';

/** Where Python looks for a project's modules. */
export interface ProjectPlaces {
  /** In this order, before everything else that is importable. */
  readonly importFolders: readonly string[];
  /** The outer folder of a checkout of several projects, else the project. */
  readonly rootProject: string;
}

/** A project is importable by its own name from the folder above it, and so is the outer one of several. */
export async function projectPlaces(project: Project): Promise<ProjectPlaces> {
  const rootProject = (await findRootProject(project)) ?? project.root;
  const folders = [project.root, rootProject, path.dirname(rootProject)];
  return { importFolders: [...new Set(folders)], rootProject };
}

/** `PYTHONPATH` for a block's file that runs on its own: the stand-in for `mage_ai`, and what the file may import. */
export async function standalonePythonPath(distFolder: string, project: Project): Promise<string> {
  const { importFolders } = await projectPlaces(project);
  return [path.join(distFolder, 'python'), ...importFolders].join(path.delimiter);
}

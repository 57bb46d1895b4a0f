import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FoundPlace, FoundProject } from '../../protocol/adoption';
import { isMissing } from '../../fs-errors';
import { mapLimit, readLimit } from '../files';
import { readTriggers } from '../triggers';
import { blockTypes, type PipelineReading, type Project } from '../types';
import { blockFolder, hasBlockFile } from '../uuid';
import { blocksIn } from './blocks';

/** The triggers in the files of pipelines, with the state that the files give them. */
export async function triggersOf(
  project: Project,
  readings: readonly PipelineReading[],
): Promise<FoundProject['triggers']> {
  const files = await mapLimit(readings, readLimit, async ({ uuid }) => ({
    uuid,
    ...(await readTriggers(project, uuid)),
  }));
  return files.flatMap(({ uuid, file, triggers }) =>
    triggers.map(({ name, kind, interval, active, position }) => ({
      name,
      pipeline: uuid,
      kind,
      interval,
      active,
      place: { file, ...position },
    })),
  );
}

/** Dashboards: the folders with a `block_layout.yaml`, wherever the project keeps its presenters. */
export async function dashboardsOf(project: Project): Promise<FoundProject['dashboards']> {
  const files = await Promise.all(
    ['presenters', '.presenters', 'dashboards'].map((folder) => filesBelow(path.join(project.root, folder))),
  );
  return files
    .flat()
    .filter((file) => path.basename(file) === 'block_layout.yaml')
    .map((file) => ({
      name: path.relative(project.root, path.dirname(file)).replaceAll('\\', '/'),
      place: start(file),
    }));
}

/** Files in the folders of block types that no pipeline of the project names. */
export async function unusedFiles(project: Project, readings: readonly PipelineReading[]): Promise<FoundPlace[]> {
  const used = new Set(readings.flatMap(blocksIn).map(({ file }) => file));
  const folders = new Set(blockTypes.filter((type) => hasBlockFile(type) && type !== 'dbt').map(blockFolder));
  const files = await Promise.all([...folders].map((folder) => filesBelow(path.join(project.root, folder))));
  return files
    .flat()
    .filter(
      (file) => /\.(py|sql|ts|r|md|ya?ml)$/.test(file) && path.basename(file) !== '__init__.py' && !used.has(file),
    )
    .map(start);
}

/** The files in a folder and in those below it, but for hidden ones and what Python has compiled. */
async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const found = await Promise.all(
      entries.map(async (entry) => {
        const place = path.join(folder, entry.name);
        if (entry.isFile()) return [place];
        return entry.isDirectory() && !/^(\.|__pycache__$)/.test(entry.name) ? filesBelow(place) : [];
      }),
    );
    return found.flat().sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function start(file: string): FoundPlace {
  return { file, line: 1, column: 1 };
}

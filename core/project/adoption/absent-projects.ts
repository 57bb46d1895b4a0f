import path from 'node:path';
import { isMap, isScalar } from 'yaml';
import type { Adoption } from '../../protocol/adoption';
import { findRootProject, readSubProjects } from '../block-file';
import { readTextOrNull } from '../files';
import type { Project } from '../types';
import { offsetOf, parseYaml, positionAt } from '../yaml-source';

/** The projects that the `settings.yaml` of the folder, or of one above its projects, lists and that are not there. */
export async function absentProjects(folder: string, projects: readonly Project[]): Promise<Adoption['absent']> {
  const roots = await Promise.all(projects.map(findRootProject));
  const outer = new Set([folder, ...roots.filter((root) => root !== null)]);
  const found = await Promise.all(
    [...outer].map(async (root): Promise<Adoption['absent']> => {
      const listed = [...((await readSubProjects(root)) ?? [])];
      const absent = listed.filter(([, place]) => !projects.some((project) => project.root === place));
      const lines = absent.length === 0 ? new Map<string, number>() : await linesOf(path.join(root, 'settings.yaml'));
      return absent.map(([name, place]) => ({
        name,
        folder: place,
        place: { file: path.join(root, 'settings.yaml'), line: lines.get(name) ?? 1, column: 1 },
      }));
    }),
  );
  return found.flat();
}

/** The lines of the names under `projects`. */
async function linesOf(file: string): Promise<Map<string, number>> {
  const { source } = parseYaml(file, (await readTextOrNull(file)) ?? '');
  const projects = source.document.get('projects');
  const items = isMap(projects) ? projects.items : [];
  return new Map(
    items.flatMap(({ key }) =>
      isScalar(key) ? [[String(key.value), positionAt(source, offsetOf(key)).line] as const] : [],
    ),
  );
}

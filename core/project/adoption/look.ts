import path from 'node:path';
import type { Adoption, FoundProject } from '../../protocol/adoption';
import { findRootProject } from '../block-file';
import { readDataProducts } from '../data-products';
import { findProjectsUnder } from '../find-project';
import { interactionFile, listInteractions } from '../interaction-file';
import { readPipelines } from '../list-pipelines';
import type { PipelineReading, Project } from '../types';
import { validateProject } from '../validate';
import { absentProjects } from './absent-projects';
import { blockCounts, blocksIn, fallbacksOf, foundPipeline } from './blocks';
import { findingsOf, missingOfMage, settingsFindings } from './findings';
import { readImports } from './imported-modules';
import { packagesOf, type AskPython } from './packages';
import { dashboardsOf, triggersOf, unusedFiles } from './registered';
import { versionTraps } from './traps';

export interface LookOptions {
  /** Null executes nothing at all: the report is of the files alone. */
  readonly python: AskPython | null;
  readonly signal?: AbortSignal;
}

/** Codes of problems that are told as findings. */
const toldElsewhere: ReadonlySet<string> = new Set(['pipeline_not_runnable', 'block_not_runnable']);

/**
 * Looks at a folder with one project or several as somebody does who opens it for the first time: what is there, what does
 * not run here and where, which packages are missing. Reads files only and writes none; with `python`, a process of the
 * interpreter is started, which may be one of an environment in the project. Never throws for what files hold.
 */
export async function lookAround(folder: string, options: LookOptions): Promise<Adoption> {
  const root = path.resolve(folder);
  const projects = await findProjectsUnder(root, options.signal);
  const outer = new Set<string>();
  const found: FoundProject[] = [];
  for (const project of projects) {
    const own = await lookAt(project, root, options);
    const above = await findRootProject(project);
    const shared = above === null || above === project.root || outer.has(above) ? [] : await settingsFindings(above);
    if (above !== null) outer.add(above);
    found.push({ ...own, findings: [...shared, ...own.findings] });
  }
  return { folder: root, projects: found, absent: await absentProjects(root, projects) };
}

async function lookAt(project: Project, folder: string, { python, signal }: LookOptions): Promise<FoundProject> {
  const [readings, outer] = await Promise.all([readPipelines(project, signal), findRootProject(project)]);
  const top = outer ?? project.root;
  const imports = await readImports(pythonFiles(readings), [...new Set([project.root, top])], top, signal);
  const [{ interpreter, packages, hasMage }, problems, products, triggers, dashboards, unused, findings, names] =
    await Promise.all([
      packagesOf(project, outer, folder, imports, python, signal),
      validateProject(project, signal),
      readDataProducts(project),
      triggersOf(project, readings),
      dashboardsOf(project),
      unusedFiles(project, readings),
      findingsOf(project, readings),
      listInteractions(project),
    ]);
  return {
    root: project.root,
    name: project.name,
    pipelines: readings.map(foundPipeline),
    blocks: blockCounts(readings),
    fallbacks: fallbacksOf(project, readings),
    unused,
    problems: problems.filter(({ code }) => !toldElsewhere.has(code)),
    triggers,
    products: products.products.map(({ uuid, file, position }) => ({ name: uuid, place: { file, ...position } })),
    interactions: names.map((name) => ({ name, place: { file: interactionFile(project, name), line: 1, column: 1 } })),
    dashboards,
    findings: [...findings, ...(hasMage ? [] : await missingOfMage(imports))],
    interpreter,
    packages: [...packages],
    traps: versionTraps(packages, imports.squaredErrors),
  };
}

function pythonFiles(readings: readonly PipelineReading[]): string[] {
  const used = readings
    .flatMap(blocksIn)
    .flatMap(({ file, fileExists }) => (file !== null && fileExists ? [file] : []));
  return [...new Set(used)].filter((file) => file.endsWith('.py'));
}

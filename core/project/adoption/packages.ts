import path from 'node:path';
import { askInstalled } from '../../blocks/python/installed';
import { findInterpreter } from '../../blocks/python/interpreter';
import { toFailure } from '../../errors';
import type { FoundInterpreter, FoundPackage } from '../../protocol/adoption';
import type { Project } from '../types';
import type { Imports } from './imported-modules';
import { moduleOf, normalName, packageOf } from './package-names';
import { readRequirements } from './requirements';

/** The interpreter to ask: the one that is named, or, with null, the one that runs would find. */
export interface AskPython {
  readonly chosen: string | null;
}

/** What a project imports of other people's, and what of it an interpreter has. */
export interface PackagesFound {
  readonly interpreter: FoundInterpreter;
  readonly packages: readonly FoundPackage[];
  /** Whether the interpreter has Mage itself, from which comes what Eider's stand-in lacks. */
  readonly hasMage: boolean;
}

/** Asks nobody when `python` is null. `outer` is the root of a checkout of several projects, `folder` the one looked at. */
export async function packagesOf(
  project: Project,
  outer: string | null,
  folder: string,
  imports: Imports,
  python: AskPython | null,
  signal?: AbortSignal,
): Promise<PackagesFound> {
  const packages = await unasked(imports, [
    project.root,
    ...(outer === null ? [] : [outer, path.dirname(outer)]),
    folder,
  ]);
  if (python === null) return { interpreter: { state: 'unasked' }, packages, hasMage: false };
  try {
    const interpreter = await findInterpreter(project.root, outer, python.chosen);
    const asked = [...packages.map(({ module, name }) => [module, name] as const), ['mage_ai', 'mage-ai'] as const];
    const answers = await askInstalled(interpreter, asked, signal);
    return {
      interpreter: {
        state: 'found',
        command: interpreter.command,
        version: interpreter.version,
        source: interpreter.source,
      },
      packages: packages.map((one, index) => {
        const { found, version } = answers[index] ?? { found: false, version: null };
        // of one that nothing imports the name of its module is only likely: protobuf has google.protobuf
        const installed = found || (one.count === 0 && version !== null);
        return { ...one, installed, version: installed ? version : null };
      }),
      hasMage: answers.at(-1)?.found === true,
    };
  } catch (error) {
    signal?.throwIfAborted();
    return { interpreter: { state: 'missing', failure: toFailure(error, 'python_missing') }, packages, hasMage: false };
  }
}

async function unasked(imports: Imports, folders: readonly string[]): Promise<FoundPackage[]> {
  const required = await readRequirements([...new Set(folders)]);
  const imported = imports.modules.map(({ module, optional, places: [place, ...more] }) => {
    const name = packageOf(module);
    const requirement = required.get(normalName(name)) ?? required.get(normalName(module));
    return {
      module,
      name: requirement?.name ?? name,
      required: requirement?.text ?? null,
      installed: null,
      version: null,
      optional,
      place,
      count: 1 + more.length,
    };
  });
  const named = new Set(imported.map(({ name }) => normalName(name)));
  // pandas needs pyarrow for its tables, and names of models may stand in variables: what is required counts as well
  const alone = [...required.values()].filter(
    ({ name, conditional }) => !conditional && !named.has(normalName(name)) && !isOwn(name),
  );
  return [
    ...imported,
    ...alone.map(({ name, text, file, line }) => ({
      module: moduleOf(name),
      name,
      required: text,
      installed: null,
      version: null,
      optional: false,
      place: { file, line, column: 1 },
      count: 0,
    })),
  ];
}

/** Mage itself, whose place the stand-in takes. */
function isOwn(name: string): boolean {
  return normalName(name) === 'mage-ai';
}

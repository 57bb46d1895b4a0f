import { builtinModules } from 'node:module';
import { packageOf, type Import } from './imports';

/** What the files of a folder may import. */
interface FolderRule {
  readonly folder: string;
  /** Folders of ours, the own one included. */
  readonly may: readonly string[];
  /** Packages: all but these, or, with `only`, none but these. */
  readonly packages: { readonly only: readonly string[] } | { readonly never: readonly string[] };
  readonly node: boolean;
}

/** The most special folder comes first: the first that a file lies in holds for it. */
const folderRules: readonly FolderRule[] = [
  { folder: 'core/protocol', may: ['core/protocol'], packages: { only: ['valibot'] }, node: false },
  { folder: 'core', may: ['core'], packages: { never: ['vscode'] }, node: true },
  { folder: 'cli', may: ['cli', 'core'], packages: { never: ['vscode'] }, node: true },
  { folder: 'language-server', may: ['language-server', 'core'], packages: { never: ['vscode'] }, node: true },
  {
    folder: 'webview',
    may: ['webview', 'core/protocol'],
    packages: { never: ['vscode', 'esbuild', '@duckdb/node-api'] },
    node: false,
  },
  { folder: 'extension', may: ['extension', 'core'], packages: { never: ['esbuild', '@duckdb/node-api'] }, node: true },
  {
    folder: 'test',
    may: ['test', 'core', 'cli', 'language-server', 'webview'],
    packages: { never: ['vscode'] },
    node: true,
  },
  { folder: 'bench', may: ['bench', 'core', 'cli', 'test/support'], packages: { never: ['vscode'] }, node: true },
];

/** Every import that its folder's rule forbids, as `path:line imports x: why`. */
export function importViolations(imports: readonly Import[]): string[] {
  return imports.flatMap((found) => {
    const rule = folderRules.find(({ folder }) => lies(found.from, folder));
    const isTest = /\.test\.tsx?$/.test(found.from);
    const why = rule === undefined ? 'the folder has no import rule' : violation(found, rule, isTest);
    return why === null ? [] : [`${found.place} imports ${found.target ?? found.specifier}: ${why}`];
  });
}

function violation({ target, specifier }: Import, rule: FolderRule, isTest: boolean): string | null {
  if (target !== null) {
    // what tests share lies in test/support, whichever folder they test
    const may = isTest ? [...rule.may, 'test/support'] : rule.may;
    return may.some((folder) => lies(target, folder)) ? null : `${rule.folder} may import ${may.join(', ')} only`;
  }
  const name = packageOf(specifier);
  if (name === null) return null;
  if (isNode(name)) return rule.node || isTest ? null : `${rule.folder} runs where there is no Node`;
  if (isTest) return name === 'vscode' && !lies(rule.folder, 'extension') ? 'only the extension knows vscode' : null;
  const allowed = 'only' in rule.packages ? rule.packages.only.includes(name) : !rule.packages.never.includes(name);
  return allowed ? null : `${rule.folder} must not know this package`;
}

function lies(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

export function isNode(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name);
}

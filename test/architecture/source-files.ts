import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A file of ours, parsed. `path` is relative to the checkout, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly ast: ts.SourceFile;
}

export const checkout = path.resolve(__dirname, '..', '..');

/** Files that git knows or would add: what a fresh clone holds, also before the first commit. */
export function trackedFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(list.split('\0'))].filter((file) => file !== '' && exists(file)).sort();
}

export function readTracked(file: string): string {
  return readFileSync(path.join(checkout, file), 'utf8');
}

/** Our TypeScript: everything but the samples, which are what users write, fixtures, and AssemblyScript. */
export function ownSources(): SourceFile[] {
  return trackedFiles()
    .filter((file) => /\.tsx?$/.test(file) && !/^(samples|test\/fixtures|core\/learn\/kernels\/assembly)\//.test(file))
    .map((file) => parseSource(file, readTracked(file)));
}

export function parseSource(file: string, text: string): SourceFile {
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : file.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  return { path: file, ast: ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true, kind) };
}

/** `path:line` of a node, for messages. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${file.ast.getLineAndCharacterOfPosition(node.getStart(file.ast)).line + 1}`;
}

/** All nodes below one, itself first. */
export function* descendants(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* descendants(child);
}

function exists(file: string): boolean {
  return ts.sys.fileExists(path.join(checkout, file));
}

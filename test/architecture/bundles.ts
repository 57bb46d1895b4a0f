import ts from 'typescript';
import { isNode } from './import-rules';
import { packageOf, type Import } from './imports';
import { descendants, type SourceFile } from './source-files';

/** A bundle of `scripts/build.mjs`. */
export interface Bundle {
  readonly name: string;
  readonly entry: string;
}

/** What must not be in a bundle: packages, and whether modules of Node must not. */
export interface BundleRule {
  readonly packages: readonly string[];
  readonly node: boolean;
}

const engine = ['@duckdb/node-api', '@duckdb/node-bindings', 'esbuild'];
const drawing = ['preact', 'react', 'react-dom', '@xyflow/react', 'chart.js', '@vscode-elements/elements'];

/**
 * The extension host and the language server start with the window and must stay light and safe: no engine, no compiler.
 * Processes of ours never know `vscode`. A webview has neither Node nor an engine.
 */
export const bundleRules: Readonly<Record<string, BundleRule>> = {
  extension: { packages: [...engine, ...drawing, 'apache-arrow', 'typescript'], node: true },
  'language-client': { packages: [...engine, ...drawing, 'apache-arrow', 'typescript'], node: true },
  server: { packages: [...engine, ...drawing, 'apache-arrow', 'typescript', 'vscode'], node: true },
  runner: { packages: [...drawing, 'vscode'], node: true },
  data: { packages: [...drawing, 'vscode', 'esbuild'], node: true },
  'block-worker': { packages: [...engine, ...drawing, 'vscode'], node: true },
  'learn-worker': { packages: [...engine, ...drawing, 'vscode', 'apache-arrow', 'valibot'], node: true },
  cli: { packages: [...drawing, 'vscode'], node: true },
  'webview-graph': { packages: [...engine, 'vscode', 'yaml', 'apache-arrow'], node: false },
  'webview-experiments': { packages: [...engine, 'vscode', 'yaml', 'apache-arrow'], node: false },
  'webview-found': { packages: [...engine, 'vscode', 'yaml', 'apache-arrow'], node: false },
  'webview-output': { packages: [...engine, 'vscode', 'yaml'], node: false },
};

/** The bundles that the build script makes: every property with `entryPoints`. */
export function bundlesOf(script: SourceFile): Bundle[] {
  return [...descendants(script.ast)].flatMap((node): Bundle[] => {
    if (!ts.isPropertyAssignment(node) || !ts.isObjectLiteralExpression(node.initializer)) return [];
    if (!ts.isIdentifier(node.name) && !ts.isStringLiteralLike(node.name)) return [];
    const { text: name } = node.name;
    return node.initializer.properties.flatMap((property) => {
      if (!ts.isPropertyAssignment(property) || property.name.getText(script.ast) !== 'entryPoints') return [];
      if (!ts.isArrayLiteralExpression(property.initializer)) return [];
      return property.initializer.elements.filter(ts.isStringLiteralLike).map(({ text: entry }) => ({ name, entry }));
    });
  });
}

/** The packages and modules of Node that an entry reaches, each with the file of ours that imports it. Types do not count. */
export function reachedPackages(entry: string, imports: readonly Import[]): Map<string, string> {
  const byFile = new Map<string, Import[]>();
  for (const found of imports) {
    if (!found.typeOnly) byFile.set(found.from, [...(byFile.get(found.from) ?? []), found]);
  }
  const reached = new Map<string, string>();
  const seen = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { specifier, target } of byFile.get(file) ?? []) {
      if (target !== null) open.push(target);
      const name = packageOf(specifier);
      if (name !== null && !reached.has(name)) reached.set(name, file);
    }
  }
  return reached;
}

/** The packages of a built bundle, from esbuild's metafile: what is inside it and what it loads when it runs. */
export function packagesOfMetafile(metafile: unknown): string[] {
  const found = new Set<string>();
  for (const input of Object.keys(entriesOf(metafile, 'inputs'))) {
    const inside = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (inside !== undefined) found.add(inside);
  }
  for (const output of Object.values(entriesOf(metafile, 'outputs'))) {
    for (const key of Object.keys(entriesOf(output, 'imports'))) {
      const { path, external } = entriesOf(entriesOf(output, 'imports'), key);
      const name = typeof path === 'string' && external === true ? packageOf(path) : null;
      if (name !== null) found.add(name);
    }
  }
  return [...found].sort();
}

/** Those of the packages that the rule forbids. */
export function forbidden(rule: BundleRule, packages: Iterable<string>): string[] {
  return [...packages].filter((name) => (isNode(name) ? !rule.node : rule.packages.includes(name)));
}

function entriesOf(value: unknown, key: string): Record<string, unknown> {
  const inner: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : null;
  return typeof inner === 'object' && inner !== null ? { ...inner } : {};
}

import path from 'node:path';
import ts from 'typescript';
import { descendants, placeOf, type SourceFile } from './source-files';

/** One import of a file, in whatever form: `import`, `export … from`, `import()`, `require`, `import('x').T` in a type. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Path of the file of ours it leads to; null for a package or a module of Node. */
  readonly target: string | null;
  readonly typeOnly: boolean;
  readonly place: string;
}

/** All imports of the files. A relative import that leads to no file is kept with `target` null; the compiler refuses it. */
export function importsOf(files: readonly SourceFile[]): Import[] {
  const known = new Set(files.map((file) => file.path));
  return files.flatMap((file) =>
    [...descendants(file.ast)].flatMap((node): Import[] => {
      const found = specifierOf(node);
      if (found === null) return [];
      const { specifier, typeOnly } = found;
      const target = specifier.startsWith('.') ? resolve(file.path, specifier, known) : null;
      return [{ from: file.path, specifier, target, typeOnly, place: placeOf(file, node) }];
    }),
  );
}

/** `@scope/name` or `name` of a package's module, `node:fs` of a module of Node, or null for a relative one. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.')) return null;
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function specifierOf(node: ts.Node): { specifier: string; typeOnly: boolean } | null {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    const named = clause?.namedBindings;
    const onlyTypes =
      clause !== undefined &&
      clause.name === undefined &&
      named !== undefined &&
      ts.isNamedImports(named) &&
      named.elements.length > 0 &&
      named.elements.every((element) => element.isTypeOnly);
    const whole = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return textOf(node.moduleSpecifier, whole || onlyTypes);
  }
  if (ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal, true);
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return textOf(node.moduleReference.expression, node.isTypeOnly);
  }
  if (!ts.isCallExpression(node)) return null;
  const { expression } = node;
  const imports =
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
  return imports ? textOf(node.arguments[0], false) : null;
}

function textOf(node: ts.Node | undefined, typeOnly: boolean): { specifier: string; typeOnly: boolean } | null {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node.text, typeOnly } : null;
}

function resolve(from: string, specifier: string, known: ReadonlySet<string>): string | null {
  const base = path.posix.join(path.posix.dirname(from), specifier);
  const candidates = ['', '.ts', '.tsx', '.d.ts', '/index.ts', '/index.tsx'].map((end) => base + end);
  return candidates.find((candidate) => known.has(candidate)) ?? null;
}

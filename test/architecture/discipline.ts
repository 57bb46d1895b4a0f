import ts from 'typescript';
import { descendants, placeOf, type SourceFile } from './source-files';

/** A comment of a file, with the line (from 1) it begins on. */
interface Comment {
  readonly text: string;
  readonly line: number;
}

/** Every `any` in a type, but for the ones on the line below an ESLint comment that allows it and says why. */
export function anyTypes(file: SourceFile): string[] {
  const found = [...descendants(file.ast)].filter((node) => node.kind === ts.SyntaxKind.AnyKeyword);
  if (found.length === 0) return [];
  const allowed = new Set(
    commentsOf(file)
      .filter(({ text }) => text.includes('no-explicit-any') && hasReason(text))
      .map(({ line }) => line + 1),
  );
  return found.filter((node) => !allowed.has(lineOf(file, node.getStart(file.ast)))).map((node) => placeOf(file, node));
}

/** Every comment that silences ESLint or the compiler without a reason after `--`. */
export function silencedWithoutReason(file: SourceFile): string[] {
  if (!/eslint-disable|@ts-/.test(file.ast.text)) return [];
  return commentsOf(file)
    .filter(({ text }) => /^(\/\/|\/\*)\s*(eslint-disable|@ts-)/.test(text) && !hasReason(text))
    .map(({ line }) => `${file.path}:${line}`);
}

/**
 * Every type assertion without a `// SAFETY:` comment in its statement or on the lines just above it. `as const` and
 * `as unknown` assert nothing, nor does naming the type of a matcher such as `expect.any(String)`, which vitest leaves open.
 */
export function assertionsWithoutReason(file: SourceFile): string[] {
  const found = [...descendants(file.ast)].filter(isAssertion);
  if (found.length === 0) return [];
  const comments = commentsOf(file);
  const reasonEndsAt = new Set(
    comments.filter(({ text }) => text.includes('SAFETY:')).map(({ line }) => lastLineOfRun(comments, line)),
  );
  return found
    .filter((node) => {
      const first = lineOf(file, statementOf(node).getStart(file.ast)) - 1;
      const last = lineOf(file, node.getEnd());
      return !Array.from({ length: last - first + 1 }, (_, index) => first + index).some((line) =>
        reasonEndsAt.has(line),
      );
    })
    .map((node) => placeOf(file, node));
}

function isAssertion(node: ts.Node): boolean {
  if (ts.isTypeAssertionExpression(node) || ts.isNonNullExpression(node)) return true;
  if (!ts.isAsExpression(node) || ts.isConstTypeReference(node.type) || isMatcher(node.expression)) return false;
  return node.type.kind !== ts.SyntaxKind.UnknownKeyword;
}

function isMatcher(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const owner = node.expression.expression;
  return ts.isIdentifier(owner) && owner.text === 'expect';
}

function hasReason(comment: string): boolean {
  return /--\s*\S/.test(comment.replace(/\*\/$/, ''));
}

/** A reason may go on over several `//` lines: the line its last one stands on. */
function lastLineOfRun(comments: readonly Comment[], line: number): number {
  const lines = new Set(comments.map((comment) => comment.line));
  let last = line;
  while (lines.has(last + 1)) last++;
  return last;
}

function statementOf(node: ts.Node): ts.Node {
  let found = node;
  while (!ts.isStatement(found) && !ts.isClassElement(found) && found.parent.kind !== ts.SyntaxKind.SourceFile)
    found = found.parent;
  return found;
}

function commentsOf(file: SourceFile): Comment[] {
  const { ast } = file;
  const found = new Map<number, Comment>();
  const text = ast.getFullText();
  const collect = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const { pos, end } of ranges ?? []) found.set(pos, { text: text.slice(pos, end), line: lineOf(file, pos) });
  };
  for (const node of descendants(ast)) {
    for (const part of [node, ...tokensOf(node, ast)]) {
      collect(ts.getLeadingCommentRanges(text, part.getFullStart()));
      collect(ts.getTrailingCommentRanges(text, part.getEnd()));
    }
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

/** Brackets, commas and the like, which `forEachChild` leaves out and comments can stand beside. */
function tokensOf(node: ts.Node, ast: ts.SourceFile): readonly ts.Node[] {
  return ts.isJsxText(node) ? [] : node.getChildren(ast).filter((child) => ts.isToken(child) && !ts.isJsxText(child));
}

function lineOf(file: SourceFile, position: number): number {
  return file.ast.getLineAndCharacterOfPosition(position).line + 1;
}

import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Position } from '../types';

/** A Python file, parsed with what is wrong in it skipped. */
export interface PythonSource {
  readonly text: string;
  readonly tree: Tree;
}

/** An import statement, one for each module that it names. */
export interface PythonImport {
  /** Dotted; one leading dot for each step of a relative import. */
  readonly module: string;
  /** What is taken from the module; none for a plain `import`. */
  readonly names: readonly string[];
  /** Its absence is provided for: it stands below `try` with a handler, or is there for type checkers only. */
  readonly optional: boolean;
  readonly position: Position;
}

/** Parses a Python file. Never throws: what cannot be understood is left out. */
export function parsePython(text: string): PythonSource {
  return { text, tree: parser.parse(text) };
}

/** The imports of a file, wherever they stand in it, in its order. */
export function importsOf(source: PythonSource): PythonImport[] {
  const found: PythonImport[] = [];
  source.tree.iterate({
    enter({ node }) {
      if (node.name !== 'ImportStatement') return;
      const shared = { optional: isOptional(node, source), position: placeIn(source, node.from) };
      for (const [module, names] of namedBy(node, source)) found.push({ module, names, ...shared });
    },
  });
  return found;
}

/** Where a function is called with an argument of a name, by its bare name or as an attribute. */
export function callsWith(source: PythonSource, callee: string, argument: string): Position[] {
  const found: Position[] = [];
  source.tree.iterate({
    enter({ node }) {
      if (node.name !== 'CallExpression') return;
      const called = textOf(source, node.firstChild).split('.').at(-1);
      const list = node.getChild('ArgList');
      const named = (list?.getChildren('VariableName') ?? []).some(
        (name) => textOf(source, name) === argument && name.nextSibling?.name === 'AssignOp',
      );
      if (called === callee && named) found.push(placeIn(source, node.from));
    },
  });
  return found;
}

/** The modules of a statement, each with the names that are taken from it. */
function namedBy(statement: SyntaxNode, source: PythonSource): (readonly [string, readonly string[]])[] {
  const from: string[] = [];
  const names: string[] = [];
  let dotted: string[] = [];
  let part: 'from' | 'names' = 'names';
  let alias = false;
  const isFrom = statement.firstChild?.name === 'from';
  const flush = () => {
    if (dotted.length > 0) names.push(dotted.join(''));
    dotted = [];
    alias = false;
  };
  for (let node = statement.firstChild; node !== null; node = node.nextSibling) {
    if (node.name === 'from') part = 'from';
    else if (node.name === 'import') part = 'names';
    else if (node.name === ',') flush();
    else if (node.name === 'as') alias = true;
    else if (!alias && /^(VariableName|\.+|Ellipsis|\*)$/.test(node.name)) {
      (part === 'from' ? from : dotted).push(textOf(source, node));
    }
  }
  flush();
  if (!isFrom) return names.map((module) => [module, []] as const);
  return from.length === 0 ? [] : [[from.join(''), names]];
}

function isOptional(statement: SyntaxNode, source: PythonSource): boolean {
  for (let node: SyntaxNode | null = statement; node !== null; node = node.parent) {
    const { parent } = node;
    // below `else` or a handler, it is what is there instead
    if (parent?.getChild('Body')?.from !== node.from) continue;
    if (parent.name === 'TryStatement' && parent.getChild('except') !== null) return true;
    const condition = parent.name === 'IfStatement' ? textOf(source, parent.getChild('if')?.nextSibling ?? null) : '';
    if (/^(\w+\.)?TYPE_CHECKING$/.test(condition)) return true;
  }
  return false;
}

function textOf({ text }: PythonSource, node: SyntaxNode | null): string {
  return node === null ? '' : text.slice(node.from, node.to);
}

function placeIn({ text }: PythonSource, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

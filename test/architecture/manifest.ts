import ts from 'typescript';
import { descendants, type SourceFile } from './source-files';

/** The parts of `package.json` that VS Code reads and that code must agree with. */
export interface Contributions {
  readonly commands: readonly string[];
  readonly settings: readonly string[];
  readonly views: readonly string[];
  /** Views that welcome contents are for. */
  readonly welcomed: readonly string[];
  /** Context keys in `when` and `enablement` clauses. */
  readonly contextKeys: readonly string[];
}

/** What the extension's code does about each of them. */
export interface Registrations {
  readonly commands: readonly string[];
  readonly settings: readonly string[];
  readonly views: readonly string[];
  readonly contextKeys: readonly string[];
}

/** Reads the contributions out of a parsed `package.json`. */
export function contributionsOf(manifest: unknown): Contributions {
  const contributes = field(manifest, 'contributes');
  const configurations = [field(contributes, 'configuration')].flat();
  const clauses: string[] = [];
  collectClauses(contributes, clauses);
  return {
    commands: list(field(contributes, 'commands')).flatMap((command) => text(field(command, 'command'))),
    settings: configurations.flatMap((section) => Object.keys(record(field(section, 'properties')))),
    views: Object.values(record(field(contributes, 'views')))
      .flatMap(list)
      .flatMap((view) => text(field(view, 'id'))),
    welcomed: list(field(contributes, 'viewsWelcome')).flatMap((welcome) => text(field(welcome, 'view'))),
    contextKeys: unique(clauses.flatMap(contextKeysOf)),
  };
}

/** The context keys of a `when` clause: not its operators, nor what a key is compared with. */
export function contextKeysOf(clause: string): string[] {
  const tokens =
    clause.match(/'[^']*'|"[^"]*"|\/(?:[^/\\]|\\.)+\/[a-z]*|[=!]=|=~|[<>]=?|&&|\|\||[!()]|[^\s!=<>&|()]+/g) ?? [];
  const keys: string[] = [];
  let compared = false; // the token before was a comparison: this one is its value
  for (const token of tokens) {
    if (/^([=!]=|=~|[<>]=?)$/.test(token)) compared = true;
    else if (compared) compared = false;
    else if (/^[A-Za-z]/.test(token) && !['in', 'not', 'true', 'false'].includes(token)) keys.push(token);
  }
  return unique(keys);
}

const viewRegistrations = ['createTreeView', 'registerTreeDataProvider', 'registerWebviewViewProvider'];

/** What the files of the extension register, set and read. Names given as constants are followed to their text. */
export function registrationsOf(files: readonly SourceFile[]): Registrations {
  const constants = constantsOf(files);
  const commands: string[] = [];
  const settings: string[] = [];
  const views: string[] = [];
  const contextKeys: string[] = [];
  for (const node of files.flatMap((file) => [...descendants(file.ast)])) {
    if (ts.isObjectLiteralElementLike(node)) commands.push(...handlerName(node));
    if (!ts.isCallExpression(node)) continue;
    const name = calleeName(node);
    const [first, second] = node.arguments.map((argument) => stringOf(argument, constants));
    if (/^registerCommand$|^registerTextEditorCommand$/.test(name) && first) commands.push(first);
    if (viewRegistrations.includes(name) && first) views.push(first);
    if (name === 'setContextKey' && first) contextKeys.push(first);
    if (name === 'executeCommand' && first === 'setContext' && second) contextKeys.push(second);
    if (name === 'setting' && first) settings.push(first);
    if (name === 'get' && first) settings.push(...readSetting(node, first, constants));
  }
  return {
    commands: unique(commands),
    settings: unique(settings),
    views: unique(views),
    contextKeys: unique(contextKeys),
  };
}

/** A command's handler in a map of handlers: `'eider.x': …`, where the value is something to call. */
function handlerName(node: ts.ObjectLiteralElementLike): string[] {
  if (node.name === undefined || !ts.isStringLiteralLike(node.name) || !node.name.text.startsWith('eider.')) return [];
  if (ts.isMethodDeclaration(node)) return [node.name.text];
  if (!ts.isPropertyAssignment(node)) return [];
  const { initializer } = node;
  const callable =
    ts.isArrowFunction(initializer) ||
    ts.isFunctionExpression(initializer) ||
    ts.isIdentifier(initializer) ||
    ts.isPropertyAccessExpression(initializer) ||
    ts.isCallExpression(initializer);
  return callable ? [node.name.text] : [];
}

/** `getConfiguration('eider').get('x')` reads `eider.x`, `getConfiguration().get('eider.x')` too. */
function readSetting(node: ts.CallExpression, key: string, constants: ReadonlyMap<string, string>): string[] {
  if (!ts.isPropertyAccessExpression(node.expression)) return [];
  const owner = node.expression.expression;
  if (!ts.isCallExpression(owner) || calleeName(owner) !== 'getConfiguration') return [];
  const section = owner.arguments[0] === undefined ? null : stringOf(owner.arguments[0], constants);
  return [section === null ? key : `${section}.${key}`];
}

function calleeName(call: ts.CallExpression): string {
  const callee = call.expression;
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
}

function constantsOf(files: readonly SourceFile[]): Map<string, string> {
  const constants = new Map<string, string>();
  for (const node of files.flatMap((file) => [...descendants(file.ast)])) {
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || node.initializer === undefined) continue;
    const value = ts.isAsExpression(node.initializer) ? node.initializer.expression : node.initializer;
    if (ts.isStringLiteralLike(value)) constants.set(node.name.text, value.text);
  }
  return constants;
}

function stringOf(node: ts.Expression, constants: ReadonlyMap<string, string>): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isIdentifier(node) ? (constants.get(node.text) ?? null) : null;
}

function collectClauses(value: unknown, clauses: string[]): void {
  for (const [key, child] of Object.entries(record(value))) {
    if ((key === 'when' || key === 'enablement') && typeof child === 'string') clauses.push(child);
    else collectClauses(child, clauses);
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function field(value: unknown, key: string): unknown {
  return record(value)[key];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? Array.from<unknown>(value) : [];
}

function text(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

import { EiderError } from '../../errors';
import { quoteIdentifier, quoteLiteral } from '../../data/sql-text';
import { soundsSecret, type AskedAt } from '../../secrets';
import { parseTemplate, TEMPLATE_FORMS, type BlockOutputExpression } from '../template-expression';
import { tokenize, type Token } from './lexer';
import { positionAt, renderedBuilder, type Rendered } from './rendered';

/** What templates in an SQL block may refer to. */
export interface TemplateScope {
  /** Path of the block's file, for messages. */
  readonly file: string;
  /** In the order of `upstream_blocks`: `{{ df_1 }}` is the first. */
  readonly upstream: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly environment: (name: string) => string | null;
  /** The secret of a name that is asked for at a place. Throws `secret_missing`. */
  readonly secret: (name: string, place: AskedAt) => string;
  /** Upstream blocks whose output is one table: `block_output` of such a one is its relation. */
  readonly tables: ReadonlySet<string>;
  /** The value of a `block_output`. Throws what `readBlockOutput` throws. */
  readonly blockOutput: (expression: BlockOutputExpression, place: AskedAt) => unknown;
}

/** A block's SQL with every template replaced, and the variables and environment values it reads, to be bound before it runs. */
export interface RenderedSql extends Rendered {
  /** DuckDB variable name → value. */
  readonly bindings: ReadonlyMap<string, unknown>;
  /** DuckDB variable name → offset in the source of the first template that reads it. */
  readonly places: ReadonlyMap<string, number>;
  /** Names of the variables that it reads; `env:` stands before those of the environment. */
  readonly variables: ReadonlySet<string>;
  /** Values of the environment that are among the bindings: no message may show them. */
  readonly secrets: readonly string[];
}

/**
 * Replaces `{{ … }}` in SQL. A value is never pasted: `{{ name }}` becomes `getvariable('name')`, which DuckDB evaluates
 * while binding, so it works in table functions and in every statement; inside single quotes it is joined to the text
 * around it; inside double quotes it is the escaped identifier. `{{ df_1 }}` is the first upstream's view. The other forms
 * are those of `TemplateExpression`. Nothing is evaluated as code.
 *
 * Throws `template_unknown`, `secret_missing` or `template_unsupported` with the line and column of the template.
 */
export function renderTemplates(source: string, scope: TemplateScope): RenderedSql {
  const builder = renderedBuilder();
  const bindings: Bindings = { values: new Map(), places: new Map(), variables: new Set(), secrets: new Set() };
  for (const token of tokenize(source)) {
    const text = source.slice(token.start, token.end);
    if (token.kind === 'template') {
      builder.replace(expression(source, token, scope, bindings), token.start);
    } else if (token.kind === 'text' && text.includes('{{')) {
      builder.replace(concatenation(source, token, scope, bindings), token.start);
    } else if (token.kind === 'name' && text.includes('{{')) {
      builder.replace(identifier(source, token, scope, bindings), token.start);
    } else {
      builder.copy(text, token.start);
    }
  }
  const { values, places, variables, secrets } = bindings;
  return { ...builder.finish(), bindings: values, places, variables, secrets: [...secrets] };
}

type Resolved =
  | { readonly kind: 'relation'; readonly name: string }
  | {
      readonly kind: 'value';
      readonly binding: string;
      readonly value: unknown;
      /** The variable that it is, as in `variables`. */
      readonly variable: string | null;
      readonly secret: string | null;
    };

interface Bindings {
  readonly values: Map<string, unknown>;
  readonly places: Map<string, number>;
  readonly variables: Set<string>;
  readonly secrets: Set<string>;
}

function expression(
  source: string,
  token: Token,
  scope: TemplateScope,
  bindings: Bindings,
  insideText = false,
): string {
  const resolved = resolve(source, token, scope);
  if (resolved.kind === 'relation') {
    if (!insideText) return quoteIdentifier(resolved.name);
    throw new EiderError({
      code: 'template_unsupported',
      message: `The table ${resolved.name} stands inside quotes, where only a value can.`,
      remedy: `Ask for a cell of it: {{ block_output('${resolved.name}')[0]['column'] }}; or remove the quotes.`,
      file: scope.file,
      ...positionAt(source, token.start),
    });
  }
  noteReading(resolved, bindings);
  const name = freeName(resolved.binding, bindings.values);
  bindings.values.set(name, resolved.value);
  if (!bindings.places.has(name)) bindings.places.set(name, token.start);
  return `getvariable(${quoteLiteral(name)})`;
}

/** DuckDB's variable names ignore case, those of a pipeline do not: `name` and `Name` are two. */
function freeName(binding: string, taken: ReadonlyMap<string, unknown>): string {
  const isAnother = (other: string) => other !== binding && other.toLowerCase() === binding.toLowerCase();
  return [...taken.keys()].some(isAnother) ? freeName(`${binding}~`, taken) : binding;
}

function noteReading(resolved: Resolved, bindings: Bindings): void {
  if (resolved.kind !== 'value') return;
  if (resolved.variable !== null) bindings.variables.add(resolved.variable);
  if (resolved.secret !== null) bindings.secrets.add(resolved.secret);
}

/** `'a{{ x }}b'` → `('a' || getvariable('x') || 'b')`. */
function concatenation(source: string, token: Token, scope: TemplateScope, bindings: Bindings): string {
  const parts = pieces(source, { ...token, start: token.start + 1, end: token.end - 1 }).map((piece) =>
    piece.kind === 'template'
      ? `CAST(${expression(source, piece, scope, bindings, true)} AS VARCHAR)`
      : `'${source.slice(piece.start, piece.end)}'`,
  );
  return `(${parts.length === 1 ? parts.join('') : parts.join(' || ')})`;
}

/** `"{{ column }}"` → the identifier that the variable names. */
function identifier(source: string, token: Token, scope: TemplateScope, bindings: Bindings): string {
  const parts = pieces(source, { ...token, start: token.start + 1, end: token.end - 1 }).map((piece) => {
    if (piece.kind !== 'template') return source.slice(piece.start, piece.end).replaceAll('""', '"');
    const resolved = resolve(source, piece, scope);
    noteReading(resolved, bindings);
    return resolved.kind === 'relation' ? resolved.name : String(resolved.value);
  });
  return quoteIdentifier(parts.join(''));
}

/** The templates inside a quoted token and the text between them. */
function pieces(source: string, inner: Token): Token[] {
  const found: Token[] = [];
  let at = inner.start;
  while (at < inner.end) {
    const open = source.indexOf('{{', at);
    if (open < 0 || open >= inner.end) break;
    const close = source.indexOf('}}', open);
    const end = close < 0 || close + 2 > inner.end ? inner.end : close + 2;
    if (open > at) found.push({ kind: 'text', start: at, end: open });
    found.push({ kind: 'template', start: open, end });
    at = end;
  }
  if (at < inner.end) found.push({ kind: 'text', start: at, end: inner.end });
  return found;
}

function resolve(source: string, token: Token, scope: TemplateScope): Resolved {
  const inner = source
    .slice(token.start + 2, token.end)
    .replace(/\}\}$/, '')
    .trim();
  const place = { file: scope.file, ...positionAt(source, token.start) };
  const numbered = /^df_(\d+)$/.exec(inner);
  if (numbered !== null) {
    const upstream = scope.upstream[Number(numbered[1]) - 1];
    if (upstream !== undefined) return { kind: 'relation', name: upstream };
    throw new EiderError({
      code: 'template_unknown',
      message: `{{ ${inner} }} asks for upstream block number ${numbered[1] ?? ''}, but the block has ${scope.upstream.length}.`,
      remedy: 'Use df_1 to df_N for N upstream blocks, or add the missing one to upstream_blocks.',
      ...place,
    });
  }
  const expression = parseTemplate(inner);
  switch (expression?.kind) {
    case undefined:
      throw new EiderError({
        code: 'template_unsupported',
        message: `The template {{ ${inner} }} is not one that SQL blocks understand.`,
        remedy: `Write ${TEMPLATE_FORMS}, or {{ df_1 }}; compute in SQL around it.`,
        ...place,
      });
    case 'environment': {
      const { name } = expression;
      const value = scope.environment(name);
      const binding = `env:${name}`;
      // of a secret not even a hash is kept
      return { kind: 'value', binding, value, variable: soundsSecret(name) ? null : binding, secret: value };
    }
    case 'secret': {
      const value = scope.secret(expression.name, place);
      return { kind: 'value', binding: `secret:${expression.name}`, value, variable: null, secret: value };
    }
    case 'block_output': {
      const { block, path } = expression;
      if (block !== null && path.length === 0 && scope.tables.has(block)) return { kind: 'relation', name: block };
      const value = scope.blockOutput(expression, place);
      return { kind: 'value', binding: `output:${JSON.stringify([block, path])}`, value, variable: null, secret: null };
    }
    case 'name':
    case 'variable':
      return variable(expression.name, expression.kind === 'name', scope, place);
  }
}

function variable(name: string, orUpstream: boolean, scope: TemplateScope, place: AskedAt): Resolved {
  const defined = Object.hasOwn(scope.variables, name);
  if (orUpstream && scope.upstream.includes(name) && !defined) return { kind: 'relation', name };
  if (!defined) {
    throw new EiderError({
      code: 'template_unknown',
      message: `The variable ${name} is not defined.`,
      remedy: `Add it under variables in the pipeline's metadata.yaml, or run with --var ${name}=….`,
      ...place,
    });
  }
  return { kind: 'value', binding: name, value: scope.variables[name], variable: name, secret: null };
}

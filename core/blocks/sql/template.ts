import { EiderError } from '../../errors';
import { soundsSecret, type AskedAt } from '../../secrets';
import { quoteIdentifier, quoteLiteral } from '../../data/sql-text';
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
 * around it; inside double quotes it is the escaped identifier. `{{ df_1 }}` is the first upstream's view. Also understood:
 * `variables('name')`, `env_var('NAME')` and `mage_secret_var('NAME')`. Nothing is evaluated as code.
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

function expression(source: string, token: Token, scope: TemplateScope, bindings: Bindings): string {
  const resolved = resolve(source, token, scope);
  if (resolved.kind === 'relation') return quoteIdentifier(resolved.name);
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
      ? `CAST(${expression(source, piece, scope, bindings)} AS VARCHAR)`
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
  const call = /^(\w+)\(\s*(['"])(.*?)\2\s*\)$/.exec(inner);
  if (call?.[1] === 'env_var' || call?.[1] === 'mage_secret_var') {
    const name = call[3] ?? '';
    const isVariable = call[1] === 'env_var';
    const value = isVariable ? scope.environment(name) : scope.secret(name, place);
    const binding = `${isVariable ? 'env' : 'secret'}:${name}`;
    // of a secret not even a hash is kept
    return {
      kind: 'value',
      binding,
      value,
      variable: isVariable && !soundsSecret(name) ? binding : null,
      secret: value,
    };
  }
  const name = call?.[1] === 'variables' ? (call[3] ?? '') : /^[\p{L}_][\p{L}\p{N}_]*$/u.test(inner) ? inner : null;
  if (name === null) {
    throw new EiderError({
      code: 'template_unsupported',
      message: `The template {{ ${inner} }} is not one that SQL blocks understand.`,
      remedy:
        "Write {{ name }}, {{ variables('name') }}, {{ env_var('NAME') }}, {{ mage_secret_var('NAME') }} or {{ df_1 }}; compute in SQL around it.",
      ...place,
    });
  }
  const defined = Object.hasOwn(scope.variables, name);
  if (scope.upstream.includes(name) && !defined) return { kind: 'relation', name };
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

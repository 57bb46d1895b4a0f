import { EiderError } from '../errors';
import { readEnvironment, readSecret, type Secrets } from '../secrets';

/** What `{{ … }}` in a text of a pipeline's YAML may refer to. */
export interface TemplateScope {
  readonly file: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly secrets: Secrets;
}

/** A value of YAML without its templates, and the names of the variables that they read. */
export interface Rendered<Value> {
  readonly value: Value;
  readonly variables: ReadonlySet<string>;
}

/**
 * Replaces `{{ name }}`, `{{ variables('name') }}`, `{{ env_var('NAME') }}` and `{{ mage_secret_var('NAME') }}` in every
 * text of a value. A text that is nothing but one template becomes the variable itself, whatever its type. Nothing is
 * evaluated as code. Throws `template_unknown`, `template_unsupported` or `secret_missing`.
 */
export function renderYaml<Value>(value: Value, scope: TemplateScope): Rendered<Value> {
  const variables = new Set<string>();
  const render = (inner: unknown): unknown => {
    if (typeof inner === 'string') return renderText(inner, scope, variables);
    if (Array.isArray(inner)) return inner.map(render);
    if (typeof inner !== 'object' || inner === null || inner instanceof Date) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, entry]) => [key, render(entry)]));
  };
  // SAFETY: maps stay maps, lists stay lists; only texts may become something else, as any value of YAML may be
  return { value: render(value) as Value, variables };
}

const TEMPLATE = /\{\{\s*(.*?)\s*\}\}/g;

function renderText(text: string, scope: TemplateScope, variables: Set<string>): unknown {
  const whole = /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(text.trim());
  if (whole !== null) return resolve(whole[1] ?? '', scope, variables);
  return text.replaceAll(TEMPLATE, (_, expression: string) => {
    const value = resolve(expression, scope, variables);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function resolve(expression: string, { file, variables: known, secrets }: TemplateScope, read: Set<string>): unknown {
  const call = /^(\w+)\(\s*(['"])(.*?)\2\s*\)$/.exec(expression);
  const argument = call?.[3] ?? '';
  switch (call?.[1]) {
    case 'env_var':
      return readEnvironment(secrets, argument);
    case 'mage_secret_var':
      return readSecret(secrets, argument, { file });
    case 'variables':
    case undefined: {
      const name = call === null ? expression : argument;
      if (call === null && !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw unsupported(expression, file);
      if (!Object.hasOwn(known, name)) {
        throw new EiderError({
          code: 'template_unknown',
          message: `{{ ${expression} }} asks for the variable ${name}, which is not defined.`,
          remedy: `Add it under variables in the pipeline's metadata.yaml, or run with --var ${name}=….`,
          file,
        });
      }
      read.add(name);
      return known[name];
    }
    default:
      throw unsupported(expression, file);
  }
}

function unsupported(expression: string, file: string): EiderError {
  return new EiderError({
    code: 'template_unsupported',
    message: `The template {{ ${expression} }} is not one that a pipeline's file may have.`,
    remedy: "Write {{ name }}, {{ variables('name') }}, {{ env_var('NAME') }} or {{ mage_secret_var('NAME') }}.",
    file,
  });
}

import { parseTemplate, TEMPLATE_FORMS, type TemplateExpression } from '../blocks/template-expression';
import { EiderError } from '../errors';
import { readEnvironment, readSecret, soundsSecret, type Secrets } from '../secrets';

/** Stands for a template that stays as it is written. */
export const AS_WRITTEN = Symbol('as written');

/** What a template stands for; `expression` is null for one of no known form, `text` what stands between its braces. */
export type Resolve = (expression: TemplateExpression | null, text: string) => unknown;

/** What `{{ … }}` in a text of a pipeline's YAML may refer to. */
export interface TemplateScope {
  readonly file: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly secrets: Secrets;
}

/**
 * Replaces the templates in every text of a value of YAML. A text that is nothing but one template becomes what it stands
 * for, whatever its type; inside a longer text it becomes text. Nothing is evaluated as code. Throws what `resolve` throws.
 */
export function renderYaml<Value>(value: Value, resolve: Resolve): Value {
  const render = (inner: unknown): unknown => {
    if (typeof inner === 'string') return renderText(inner, resolve);
    if (Array.isArray(inner)) return inner.map(render);
    if (typeof inner !== 'object' || inner === null || inner instanceof Date) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, entry]) => [key, render(entry)]));
  };
  // SAFETY: maps stay maps, lists stay lists; only texts may become something else, as any value of YAML may be
  return render(value) as Value;
}

/** Whether any text of a value of YAML has a template. */
export function hasTemplate(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes('{{');
}

const TEMPLATE = /\{\{\s*(.*?)\s*\}\}/gs;

function renderText(text: string, resolve: Resolve): unknown {
  if (!text.includes('{{')) return text;
  const whole = /^\{\{\s*([^{}]*?)\s*\}\}$/s.exec(text.trim())?.[1];
  if (whole !== undefined) {
    const value = resolve(parseTemplate(whole), whole);
    return value === AS_WRITTEN ? text : value;
  }
  return text.replaceAll(TEMPLATE, (written, inner: string) => {
    const value = resolve(parseTemplate(inner), inner);
    if (value === AS_WRITTEN) return written;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** For the variables of a pipeline, where every template must lead somewhere, and blocks have given nothing yet. */
export function resolveStrictly(scope: TemplateScope, trail: readonly string[] = []): Resolve {
  const { file, variables, secrets } = scope;
  return (expression, text) => {
    switch (expression?.kind) {
      case 'environment':
        return readEnvironment(secrets, expression.name);
      case 'secret':
        return readSecret(secrets, expression.name, { file });
      case 'name':
      case 'variable': {
        const { name } = expression;
        if (trail.includes(name)) throw circular([...trail, name], file);
        // which may itself have templates
        if (Object.hasOwn(variables, name))
          return renderYaml(variables[name], resolveStrictly(scope, [...trail, name]));
        throw new EiderError({
          code: 'template_unknown',
          message: `{{ ${text} }} asks for the variable ${name}, which is not defined.`,
          remedy: `Add it under variables in the pipeline's metadata.yaml, or run with --var ${name}=….`,
          file,
        });
      }
      case 'block_output':
        throw new EiderError({
          code: 'template_unsupported',
          message: `{{ ${text} }} stands among the variables, which are known before any block has run.`,
          remedy: "Write it in the configuration of a block below that one, or in that block's SQL.",
          file,
        });
      case undefined:
        throw new EiderError({
          code: 'template_unsupported',
          message: `The template {{ ${text} }} is not one that a pipeline's file may have.`,
          remedy: `Write ${TEMPLATE_FORMS}.`,
          file,
        });
    }
  };
}

function circular(names: readonly string[], file: string): EiderError {
  return new EiderError({
    code: 'template_circular',
    message: `Variables refer to each other in a circle: ${names.join(' → ')}.`,
    remedy: 'Give one of them a value of its own.',
    file,
  });
}

/**
 * For comparing with an earlier run: nothing is asked for that could fail or is a secret, of which not even a hash is kept.
 * What blocks gave is compared by itself.
 */
export function resolveComparably(
  variables: Readonly<Record<string, unknown>>,
  trail: readonly string[] = [],
): Resolve {
  return (expression) => {
    switch (expression?.kind) {
      case 'environment':
        return soundsSecret(expression.name) ? AS_WRITTEN : (process.env[expression.name] ?? null);
      case 'name':
      case 'variable': {
        const { name } = expression;
        if (trail.includes(name) || !Object.hasOwn(variables, name)) return AS_WRITTEN;
        return renderYaml(variables[name], resolveComparably(variables, [...trail, name]));
      }
      default:
        return AS_WRITTEN;
    }
  };
}

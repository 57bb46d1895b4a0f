import * as v from 'valibot';
import { EiderError } from '../errors';
import { readEnvironment, readSecret, type Secrets } from '../secrets';

/** Where a template stands, and what it may ask for. */
export interface IoTemplateScope {
  readonly file: string;
  readonly line: number;
  readonly secrets: Secrets;
}

const STRING = /^\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*/;
const CALL = /^\s*([A-Za-z_]\w*)\s*\(/;
/** Functions of Mage that ask a cloud's own store, by what they are called. */
const CLOUDS: Readonly<Record<string, string>> = {
  aws_secret_var: 'AWS Secrets Manager',
  azure_secret_var: 'Azure Key Vault',
  gcp_secret_var: 'Google Secret Manager',
};

/**
 * What the inside of a `{{ … }}` in `io_config.yaml` stands for: `env_var('NAME')`, `mage_secret_var('NAME')`, or
 * `json_value(…, 'key')` of one of them. Nothing is evaluated as code. Throws `template_unsupported` for anything else, and
 * what reading a secret throws.
 */
export function ioTemplateValue(text: string, scope: IoTemplateScope): string {
  const { value, rest } = readTerm(text, text, scope);
  if (rest.trim() === '') return value;
  throw unsupported(text, scope);
}

function readTerm(text: string, whole: string, scope: IoTemplateScope): { value: string; rest: string } {
  const literal = STRING.exec(text);
  if (literal !== null) return { value: literal[1] ?? literal[2] ?? '', rest: text.slice(literal[0].length) };
  const call = CALL.exec(text);
  if (call === null) throw unsupported(whole, scope);
  const name = call[1] ?? '';
  const cloud = Object.hasOwn(CLOUDS, name) ? CLOUDS[name] : undefined;
  if (cloud !== undefined) {
    throw new EiderError({
      code: 'template_unsupported',
      message: `{{ ${whole.trim()} }} asks ${cloud}, which Eider does not read.`,
      remedy: "Set the value as a secret and write {{ mage_secret_var('NAME') }}.",
      file: scope.file,
      line: scope.line,
      column: 1,
    });
  }
  const given: string[] = [];
  let rest = text.slice(call[0].length);
  while (!rest.trimStart().startsWith(')')) {
    const next = readTerm(rest, whole, scope);
    given.push(next.value);
    rest = next.rest.trimStart();
    if (rest.startsWith(',')) rest = rest.slice(1);
    else if (!rest.startsWith(')')) throw unsupported(whole, scope);
  }
  return { value: called(name, given, whole, scope), rest: rest.trimStart().slice(1) };
}

function called(name: string, [first, second]: readonly string[], whole: string, scope: IoTemplateScope): string {
  const { secrets, file, line } = scope;
  if (first !== undefined && name === 'env_var') return readEnvironment(secrets, first) ?? '';
  if (first !== undefined && name === 'mage_secret_var') return readSecret(secrets, first, { file, line, column: 1 });
  if (first !== undefined && second !== undefined && name === 'json_value')
    return jsonValue(first, second, whole, scope);
  throw unsupported(whole, scope);
}

function jsonValue(json: string, key: string, whole: string, { secrets, file, line }: IoTemplateScope): string {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), json);
  const value = parsed.success && Object.hasOwn(parsed.output, key) ? parsed.output[key] : undefined;
  if (value === undefined) {
    throw new EiderError({
      code: 'template_unknown',
      message: `{{ ${whole.trim()} }}: there is no ${key} in what it reads${parsed.success ? '' : ', which is no JSON'}.`,
      remedy: 'Look at the value of the secret or the variable.',
      file,
      line,
      column: 1,
    });
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (secrets.redact(json) !== json) secrets.learn(text); // a part of a secret is one
  return text;
}

function unsupported(whole: string, { file, line }: IoTemplateScope): EiderError {
  return new EiderError({
    code: 'template_unsupported',
    message: `The template {{ ${whole.trim()} }} is not one that io_config.yaml may have.`,
    remedy:
      "Write {{ env_var('NAME') }}, {{ mage_secret_var('NAME') }} or {{ json_value(mage_secret_var('NAME'), 'key') }}.",
    file,
    line,
    column: 1,
  });
}

/** What stands between `{{` and `}}`, in SQL and in YAML. Nothing of it is ever evaluated as code. */
export type TemplateExpression =
  /** `name`: a variable, in SQL also an upstream block. */
  | { readonly kind: 'name'; readonly name: string }
  /** `variables('name')`. */
  | { readonly kind: 'variable'; readonly name: string }
  /** `env_var('NAME')`. */
  | { readonly kind: 'environment'; readonly name: string }
  /** `mage_secret_var('NAME')`. */
  | { readonly kind: 'secret'; readonly name: string }
  | BlockOutputExpression;

/**
 * `block_output('uuid')` and a path into what that block gave: `block_output('uuid')[0]['rows']`, or as Mage writes it,
 * `block_output('uuid', parse=lambda data, variables: data[0]['rows'])`. Without a uuid, what all upstream blocks gave, in
 * a list.
 */
export interface BlockOutputExpression {
  readonly kind: 'block_output';
  readonly block: string | null;
  readonly path: readonly (string | number)[];
}

/** The functions, as a message names them. */
export const TEMPLATE_FORMS =
  "{{ name }}, {{ variables('name') }}, {{ env_var('NAME') }}, {{ mage_secret_var('NAME') }} or {{ block_output('block')['key'] }}";

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const CALL = /^(\w+)\(\s*(['"])(.*?)\2\s*\)$/s;
const BLOCK_OUTPUT =
  /^block_output\(\s*(?:(?:block_uuid\s*=\s*)?(['"])(?<block>.*?)\1)?\s*,?\s*(?<parse>parse\s*=(?:[^'"()]|'[^']*'|"[^"]*")*)?\)(?<path>(?:[^'"()]|'[^']*'|"[^"]*")*)$/s;
const PARSE = /^parse\s*=\s*lambda\s+(?<data>\w+)\s*,\s*\w+\s*:\s*(?<body>\w+)(?<path>.*)$/s;
const STEP = /^\s*(?:\[\s*(?:(?<index>-?\d+)|(['"])(?<key>.*?)\2)\s*\]|\.(?<field>\w+))/s;

/** Whether a text that is none of the forms was meant as one: it names one of the functions. */
export function meansTemplate(text: string): boolean {
  return /^\s*(variables|env_var|mage_secret_var|block_output)\s*\(/.test(text);
}

/** Reads the inside of a template; null when it is none of the forms above. */
export function parseTemplate(text: string): TemplateExpression | null {
  const inner = text.trim();
  if (NAME.test(inner)) return { kind: 'name', name: inner };
  if (inner.startsWith('block_output(')) return parseBlockOutput(inner);
  const [, call, , name = ''] = CALL.exec(inner) ?? [];
  switch (call) {
    case 'variables':
      return { kind: 'variable', name };
    case 'env_var':
      return { kind: 'environment', name };
    case 'mage_secret_var':
      return { kind: 'secret', name };
    default:
      return null;
  }
}

function parseBlockOutput(text: string): BlockOutputExpression | null {
  const found = BLOCK_OUTPUT.exec(text)?.groups;
  if (found === undefined) return null;
  const { block = null, parse, path = '' } = found;
  const lambda = parse === undefined ? { data: '', body: '', path: '' } : PARSE.exec(parse.trim())?.groups;
  if (lambda === undefined || lambda['data'] !== lambda['body']) return null;
  const steps = parsePath(`${lambda['path'] ?? ''}${path}`);
  return steps === null ? null : { kind: 'block_output', block, path: steps };
}

function parsePath(text: string): (string | number)[] | null {
  const steps: (string | number)[] = [];
  let left = text;
  while (left.trim() !== '') {
    const step = STEP.exec(left);
    if (step === null) return null;
    const { index, key, field } = step.groups ?? {};
    steps.push(index === undefined ? (key ?? field ?? '') : Number(index));
    left = left.slice(step[0].length);
  }
  return steps;
}

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { EiderError } from '../errors';
import { readTextOrNull } from '../project/files';
import { nearest } from '../project/suggest';
import { soundsSecret, type Secrets } from '../secrets';
import { ioTemplateValue } from './io-template';

/** What a profile of `io_config.yaml` says, by key. */
export type IoProfile = Readonly<Record<string, unknown>>;

/**
 * Reads one profile of an `io_config.yaml`. As in Mage the file is a template that becomes YAML; only those of the profile
 * are looked at, so that what others ask for need not be there. Values under a key that sounds like a secret's are kept out
 * of logs. Throws `io_config_missing`, `yaml_syntax`, `io_profile_missing` and what `ioTemplateValue` throws.
 */
export async function readIoProfile(file: string, profile: string, secrets: Secrets): Promise<IoProfile> {
  const text = await readTextOrNull(file);
  if (text === null) {
    throw new EiderError({
      code: 'io_config_missing',
      message: `There is no ${file}.`,
      remedy: 'Make an io_config.yaml with a profile default, or name another file.',
    });
  }
  const { masked, templates } = maskTemplates(text);
  const lines = new LineCounter();
  const document = parseDocument(masked, { logLevel: 'silent', lineCounter: lines, merge: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new EiderError({
      code: 'yaml_syntax',
      message: `${file} is no valid YAML: ${error.message.split('\n')[0] ?? ''}`,
      remedy: 'Correct the line.',
      file,
      line,
      column: col,
    });
  }
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const found = isMap(document.contents) ? resolved(document.get(profile, true)) : null;
  if (!isMap(found)) {
    const known = isMap(document.contents)
      ? document.contents.items.map(({ key }) => String(key)).filter((key) => key !== 'version')
      : [];
    const meant = nearest(profile, known);
    throw new EiderError({
      code: 'io_profile_missing',
      message: `${file} has no profile ${profile}.`,
      remedy: meant === null ? `It has ${known.length === 0 ? 'none' : known.join(', ')}.` : `Did you mean ${meant}?`,
      file,
    });
  }
  const renderMap = (map: YAMLMap): Record<string, unknown> => {
    const own = map.items.filter(({ key }) => !isMergeKey(key));
    const merged = map.items.filter(({ key }) => isMergeKey(key)).flatMap(({ value }) => listOf(resolved(value)));
    // of several that are merged the first wins, and what stands in the map itself before all of them
    const above = merged.map(resolved).filter(isMap).reverse().map(renderMap);
    const entries = own.map(({ key, value }): [string, unknown] => [String(key), render(value)]);
    return Object.fromEntries([...above.flatMap(Object.entries<unknown>), ...entries]);
  };
  const render = (given: unknown): unknown => {
    const node = resolved(given);
    if (isMap(node)) return renderMap(node);
    if (isSeq(node)) return node.items.map(render);
    if (!isScalar(node)) return null;
    const { line } = lines.linePos(node.range?.[0] ?? 0);
    return renderScalar(node, templates, (inner) => ioTemplateValue(inner, { file, line, secrets }));
  };
  const values = renderMap(found);
  learnUnder(values, false, secrets);
  return values;
}

/** `<<`, whose value is a map, or a list of them, that a map takes over. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol');
}

function listOf(node: unknown): readonly unknown[] {
  return isSeq(node) ? node.items : [node];
}

/** Learns what stands under keys that sound like secrets, at any depth; in a map under such a key its own keys decide. */
function learnUnder(value: unknown, isSecret: boolean, secrets: Secrets): void {
  if (Array.isArray(value)) for (const one of value) learnUnder(one, isSecret, secrets);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries<unknown>({ ...value })) learnUnder(one, soundsSecret(key), secrets);
  } else if (isSecret && (typeof value === 'string' || typeof value === 'number')) secrets.learn(String(value));
}

const MARK = 'eider_template_';

/** The text with a word in place of each template, which reads as YAML wherever it stands, and their insides. */
function maskTemplates(text: string): { masked: string; templates: readonly string[] } {
  const templates: string[] = [];
  const masked = text
    .replaceAll(/\{#.*?#\}/gs, '')
    .replaceAll(/\{\{(.*?)\}\}/gs, (_, inner: string) => `${MARK}${templates.push(inner) - 1}_`);
  return { masked, templates };
}

function renderScalar(node: Scalar, templates: readonly string[], valueOf: (inner: string) => string): unknown {
  const { value } = node;
  if (typeof value !== 'string' || !value.includes(MARK)) return typeof value === 'bigint' ? String(value) : value;
  const rendered = value.replaceAll(/eider_template_(\d+)_/g, (_, index: string) =>
    valueOf(templates[Number(index)] ?? ''),
  );
  // without quotes the YAML is what the template has become
  const isPlain = node.type === 'PLAIN';
  return isPlain && /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(rendered) ? Number(rendered) : rendered;
}

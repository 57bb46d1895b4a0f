import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addBlock, removeBlock, setUpstreams, setVariable, type PipelineEdits } from './edit-pipeline';
import { applyEdits } from './text-edit';

interface Entry {
  readonly uuid: string;
  upstream_blocks?: string[];
  downstream_blocks?: string[];
}
interface Model {
  blocks: Entry[];
  variables: Record<string, unknown>;
}
interface Style {
  readonly lineBreak: '\n' | '\r\n';
  readonly lastBreak: boolean;
  readonly entryIndent: 0 | 2;
  readonly listIndent: 0 | 2;
  readonly lists: 'flow' | 'block' | 'mixed';
  readonly entries: 'block' | 'flow';
  readonly comments: boolean;
  readonly blocksFirst: boolean;
}

const names = ['a', 'b', 'c', 'sub/d', 'on', '2024'];
const quoted = (uuid: string) => (uuid === 'on' || uuid === '2024' ? `"${uuid}"` : uuid);

const style = fc.record<Style>({
  lineBreak: fc.constantFrom('\n', '\r\n'),
  lastBreak: fc.boolean(),
  entryIndent: fc.constantFrom(0, 2),
  listIndent: fc.constantFrom(0, 2),
  lists: fc.constantFrom('flow', 'block', 'mixed'),
  entries: fc.constantFrom('block', 'block', 'block', 'flow'),
  comments: fc.boolean(),
  blocksFirst: fc.boolean(),
});
const model = fc
  .uniqueArray(fc.constantFrom(...names), { maxLength: 5 })
  .chain((uuids) =>
    fc.tuple(
      fc.constant(uuids),
      fc.array(fc.tuple(fc.subarray(uuids), fc.boolean(), fc.boolean()), {
        minLength: uuids.length,
        maxLength: uuids.length,
      }),
    ),
  )
  .map(([uuids, choices]): Entry[] =>
    uuids.map((uuid, index) => {
      const [upstream = [], listed = true, mirrored = true] = choices[index] ?? [];
      const readers = uuids.filter((_, reader) => choices[reader]?.[1] === true && choices[reader][0].includes(uuid));
      return {
        uuid,
        ...(listed ? { upstream_blocks: upstream } : {}),
        ...(mirrored ? { downstream_blocks: readers } : {}),
      };
    }),
  );
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'yes',
    '2024-02-01',
    'a: b',
    "it's",
    '{{ x }}',
    'two\nlines',
    '# no comment',
    '',
    null,
    true,
    7,
  ),
  fc.constantFrom<unknown>([1, 'b, c'], { deep: ['x', { y: null }] }, [], {}),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const variables = fc.dictionary(fc.constantFrom('x', 'y', 'data_dir'), fc.constantFrom<unknown>('v', 3, ['p', 'q']), {
  maxKeys: 3,
});

type Step =
  | { readonly kind: 'add'; readonly uuid: string; readonly seed: number }
  | { readonly kind: 'remove'; readonly uuid: string }
  | { readonly kind: 'upstreams'; readonly uuid: string; readonly seed: number; readonly order: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly value: unknown };
const step = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({ kind: fc.constant('add' as const), uuid: fc.constantFrom(...names), seed: fc.nat() }),
  fc.record({ kind: fc.constant('remove' as const), uuid: fc.constantFrom(...names) }),
  fc.record({
    kind: fc.constant('upstreams' as const),
    uuid: fc.constantFrom(...names),
    seed: fc.nat(),
    order: fc.shuffledSubarray(names),
  }),
  fc.record({ kind: fc.constant('variable' as const), name: fc.constantFrom('x', 'y', 'on', 'new'), value }),
);

describe('edits of a pipeline file', () => {
  it('lead to the expected data and leave every other line as it is', () => {
    fc.assert(
      fc.property(
        model,
        variables,
        style,
        fc.array(step, { minLength: 1, maxLength: 6 }),
        (blocks, vars, look, steps) => {
          const expected: Model = { blocks: structuredClone(blocks), variables: structuredClone(vars) };
          let text = render(expected, look);
          expect(dataOf(text)).toEqual(expected);
          for (const next of steps) {
            const before = text;
            const edits = perform(text, expected, next);
            if (edits === null) continue;
            text = applyEdits(text, edits.edits);
            expect(dataOf(text), `${JSON.stringify(next)}\n${before}\n=>\n${text}`).toEqual(expected);
            expectUntouched(before, text, next);
          }
        },
      ),
      { numRuns: 8000 },
    );
  }, 600_000);
});

/** Makes the edits of a step and changes the model alike; null when the step does not apply. */
function perform(text: string, model: Model, next: Step): PipelineEdits | null {
  if (next.kind === 'variable') {
    model.variables[next.name] = next.value;
    return setVariable(text, next.name, next.value);
  }
  const entry = model.blocks.find(({ uuid }) => uuid === next.uuid);
  const others = model.blocks.filter(({ uuid }) => uuid !== next.uuid);
  if (next.kind === 'add') {
    if (entry !== undefined) return null;
    const upstream = others.map(({ uuid }) => uuid).filter((_, index) => ((next.seed >> index) & 1) === 1);
    const mirrors = model.blocks.length > 0 && model.blocks.every((other) => other.downstream_blocks !== undefined);
    for (const other of others) if (upstream.includes(other.uuid)) addMirror(other, next.uuid);
    model.blocks.push({
      uuid: next.uuid,
      upstream_blocks: upstream,
      ...(mirrors ? { downstream_blocks: [] } : {}),
    });
    return addBlock(text, { uuid: next.uuid, name: 'New: one', type: 'transformer', language: 'sql', upstream });
  }
  if (entry === undefined) return null;
  if (next.kind === 'remove') {
    model.blocks = others;
    for (const other of others) {
      if (other.upstream_blocks) other.upstream_blocks = other.upstream_blocks.filter((uuid) => uuid !== next.uuid);
      if (other.downstream_blocks)
        other.downstream_blocks = other.downstream_blocks.filter((uuid) => uuid !== next.uuid);
    }
    return removeBlock(text, next.uuid);
  }
  const upstream = next.order.filter((uuid) => others.some((other) => other.uuid === uuid));
  if (upstream.length > 0 || entry.upstream_blocks !== undefined) entry.upstream_blocks = upstream;
  for (const other of others) {
    if (upstream.includes(other.uuid)) addMirror(other, next.uuid);
    else if (other.downstream_blocks)
      other.downstream_blocks = other.downstream_blocks.filter((uuid) => uuid !== next.uuid);
  }
  return setUpstreams(text, next.uuid, upstream);
}

function addMirror(entry: Entry, uuid: string): void {
  if (entry.downstream_blocks !== undefined && !entry.downstream_blocks.includes(uuid))
    entry.downstream_blocks.push(uuid);
}

function dataOf(text: string): Model {
  // SAFETY: the test's own rendering; a wrong shape fails the comparison
  const data = parse(text) as {
    blocks?: (Entry & Record<string, unknown>)[] | null;
    variables?: Record<string, unknown>;
  };
  return {
    blocks: (data.blocks ?? []).map(({ uuid, upstream_blocks: upstream, downstream_blocks: downstream }) => ({
      uuid,
      ...(upstream === undefined ? {} : { upstream_blocks: upstream }),
      ...(downstream === undefined ? {} : { downstream_blocks: downstream }),
    })),
    variables: data.variables ?? {},
  };
}

/** Lines that the step has no reason to touch must stand in the new text, unchanged and in the same order. */
function expectUntouched(before: string, after: string, next: Step): void {
  const concerned = next.kind === 'variable' ? next.name : next.uuid;
  const old = before.split('\n').slice(0, before.endsWith('\n') ? undefined : -1);
  let inside = false;
  const lists = /(^|\s)(blocks|upstream_blocks|downstream_blocks|variables):/;
  const must = old.filter((line) => {
    if (/^\S/.test(line) && !/^(- uuid|#)/.test(line)) inside = false;
    if (/- (\{ ?)?uuid: /.test(line)) inside = next.kind === 'remove' && line.includes(`uuid: ${quoted(concerned)}`);
    if (line.includes('# between')) return true;
    if (
      inside ||
      line.includes(`{ uuid: ${quoted(concerned)}`) ||
      lists.test(line) ||
      /^\s*- ("?\w+"?|sub\/d)\s*(#[^\n]*)?$/.test(line)
    )
      return false;
    return next.kind !== 'variable' || !new RegExp(`\\b${concerned}"?:`).test(line);
  });
  const now = after.split('\n');
  let at = 0;
  for (const line of must) {
    const found = now.indexOf(line, at);
    expect(
      found,
      `${JSON.stringify(next)}: line ${JSON.stringify(line)}\n${before}\n=>\n${after}`,
    ).toBeGreaterThanOrEqual(0);
    at = found + 1;
  }
}

function render({ blocks, variables }: Model, look: Style): string {
  const comment = (text: string) => (look.comments ? `  # ${text}` : '');
  const own = (text: string, indent = 0) => (look.comments ? [`${' '.repeat(indent)}# ${text}`] : []);
  const body = blocks.flatMap((entry, at) => {
    const pad = ' '.repeat(look.entryIndent);
    if (look.entries === 'flow') {
      const lists = (['upstream_blocks', 'downstream_blocks'] as const)
        .map((key) => (entry[key] === undefined ? '' : `, ${key}: [${entry[key].map(quoted).join(', ')}]`))
        .join('');
      return [
        ...own(`between ${at}`),
        `${pad}- { uuid: ${quoted(entry.uuid)}${lists}, odd: "kept"  }${comment('entry')}`,
      ];
    }
    const list = (key: 'upstream_blocks' | 'downstream_blocks'): string[] => {
      const uuids = entry[key];
      if (uuids === undefined) return [];
      const flow = look.lists === 'flow' || (look.lists === 'mixed' && at % 2 === 0) || uuids.length === 0;
      if (flow) return [`${pad}  ${key}: [${uuids.map(quoted).join(', ')}]${comment(key)}`];
      const deeper = ' '.repeat(look.listIndent);
      return [
        `${pad}  ${key}:${comment(key)}`,
        ...uuids.map((uuid) => `${pad}  ${deeper}- ${quoted(uuid)}${comment('one')}`),
      ];
    };
    return [
      ...own(`between ${at}`, at % 2),
      `${pad}- uuid: ${quoted(entry.uuid)}${comment('head')}`,
      `${pad}  odd:   'kept ${at}'`,
      ...list('upstream_blocks'),
      ...(at % 2 === 0 ? [`${pad}  content: |`, `${pad}    select 1`, `${pad}    from x`] : []),
      ...list('downstream_blocks'),
      ...own('belongs to the entry', look.entryIndent + 2),
    ];
  });
  const listLines = blocks.length === 0 ? [`blocks: []${comment('none')}`] : [`blocks:${comment('all')}`, ...body];
  const names = Object.entries(variables);
  const variableLines =
    names.length === 0
      ? look.comments
        ? ['variables:  # none yet']
        : []
      : [
          `variables:${comment('vars')}`,
          ...names.flatMap(([name, given]) =>
            Array.isArray(given) && look.comments
              ? [`  ${name}:`, ...given.map((item) => `  - ${String(item)}`)]
              : [`  ${name}: ${JSON.stringify(given)}${comment('var')}`],
          ),
        ];
  const parts = look.blocksFirst ? [...listLines, ...variableLines] : [...variableLines, ...listLines];
  const lines = [...own('top'), `name: "kept as it is"`, ...parts, ...(look.blocksFirst ? [`type:   python`] : [])];
  return lines.join(look.lineBreak) + (look.lastBreak ? look.lineBreak : '');
}

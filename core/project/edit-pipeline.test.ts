import { describe, expect, it } from 'vitest';
import { addBlock, removeBlock, setUpstreams, setVariable, type NewEntry, type PipelineEdits } from './edit-pipeline';
import { applyEdits } from './text-edit';

const after = (text: string, change: (text: string) => PipelineEdits) => applyEdits(text, change(text).edits);
const entry = (uuid: string, ...upstream: string[]): NewEntry => ({
  uuid,
  name: uuid,
  type: 'transformer',
  language: 'sql',
  upstream,
});

describe('addBlock', () => {
  it('writes a new entry in the style of the file, between comments that stay', () => {
    const text = `# taxi
blocks:
  # first
  - uuid: ingest   # loads
    type: data_loader
    downstream_blocks: []
    # timeout: 3
# after the blocks
name: taxi
`;
    expect(after(text, (old) => addBlock(old, entry('prepare', 'ingest')))).toBe(`# taxi
blocks:
  # first
  - uuid: ingest   # loads
    type: data_loader
    downstream_blocks: [prepare]
    # timeout: 3
  - uuid: prepare
    name: prepare
    type: transformer
    language: sql
    upstream_blocks:
      - ingest
    downstream_blocks: []
# after the blocks
name: taxi
`);
  });

  it.each([
    ['an empty file', '', 'blocks:\n- uuid: a\n'],
    ['a file of comments', '# mine', '# mine\nblocks:\n- uuid: a\n'],
    ['no list', 'name: x', 'name: x\nblocks:\n- uuid: a\n'],
    ['an empty list', 'blocks: [] # none\nname: x\n', 'blocks: # none\n- uuid: a\n'],
    ['nothing', 'blocks:\nname: x\n', 'blocks:\n- uuid: a\n'],
    ['null', 'blocks: null\nname: x\n', 'blocks:\n- uuid: a\n'],
  ])('begins the list where there is %s', (_, text, begin) => {
    expect(after(text, (old) => addBlock(old, entry('a')))).toContain(begin.trimEnd());
  });

  it('adds to a list in brackets', () => {
    expect(after('{ "blocks": [ {"uuid": "a"} ] }', (old) => addBlock(old, entry('b', 'a')))).toBe(
      '{ "blocks": [ {"uuid": "a"}, {uuid: b, name: b, type: transformer, language: sql, upstream_blocks: [a]} ] }',
    );
  });

  it('puts callbacks, conditionals and charts into their own lists', () => {
    const text = after('blocks: []\n', (old) => addBlock(old, { ...entry('c'), type: 'chart' }));
    expect(text).toMatch(/^blocks: \[\]\nwidgets:\n- uuid: c\n/);
  });

  it('refuses a uuid that is taken, a broken file and a list that is none', () => {
    expect(() => addBlock('widgets:\n- uuid: a\n', entry('a'))).toThrow('already has a block a');
    expect(() => addBlock('blocks: [\n', entry('a'))).toThrow('error of syntax');
    expect(() => addBlock('blocks: 3\n', entry('a'))).toThrow('no list of entries');
  });
});

describe('removeBlock', () => {
  it('takes an entry out of the file and out of the others, with Windows line breaks', () => {
    const text = [
      'blocks:',
      '- uuid: a',
      '  downstream_blocks:',
      '  - b',
      '  - c',
      '',
      '# about b',
      '- uuid: b',
      '  upstream_blocks: [a]',
      '- uuid: c',
      "  upstream_blocks: [ 'a',  b ] # both",
      'name: x',
      '',
    ].join('\r\n');
    expect(after(text, (old) => removeBlock(old, 'b')).split('\r\n')).toEqual([
      'blocks:',
      '- uuid: a',
      '  downstream_blocks:',
      '  - c',
      '',
      '# about b',
      '- uuid: c',
      "  upstream_blocks: [ 'a' ] # both",
      'name: x',
      '',
    ]);
  });

  it('leaves an empty list behind the last entry', () => {
    expect(after('blocks: # all\n  - uuid: a\n', (old) => removeBlock(old, 'a'))).toBe('blocks: [] # all\n');
    expect(after('blocks: [{uuid: a},]\n', (old) => removeBlock(old, 'a'))).toBe('blocks: []\n');
  });

  it('refuses a block that is not there, and one whose anchor others need', () => {
    expect(() => removeBlock('blocks: []\n', 'a')).toThrow('no block a');
    const shared = 'blocks:\n- uuid: a\n  configuration: &shared {x: 1}\n- uuid: b\n  configuration: *shared\n';
    expect(() => removeBlock(shared, 'a')).toThrow('would break');
  });
});

describe('setUpstreams', () => {
  it('keeps entries that stay as they are written', () => {
    const text = "blocks:\n- uuid: a\n- uuid: b\n- uuid: c\n  upstream_blocks:\n    - 'a' # first\n    - b\n";
    expect(after(text, (old) => setUpstreams(old, 'c', ['a']))).toBe(text.replace('    - b\n', ''));
    expect(after(text, (old) => setUpstreams(old, 'c', []))).toContain('  upstream_blocks: []\n');
    expect(after(text, (old) => setUpstreams(old, 'c', ['b', 'a']))).toContain('    - b # first\n    - a\n');
    expect(setUpstreams(text, 'c', ['a', 'b']).edits).toEqual([]);
  });

  it('adds the field where there is none, and replaces what is no list', () => {
    expect(after('blocks:\n- uuid: a\n- uuid: b', (old) => setUpstreams(old, 'b', ['a']))).toBe(
      'blocks:\n- uuid: a\n- uuid: b\n  upstream_blocks: [a]',
    );
    expect(after('blocks:\n- uuid: b\n  upstream_blocks: x # one\n', (old) => setUpstreams(old, 'b', ['a']))).toBe(
      'blocks:\n- uuid: b\n  upstream_blocks: [a] # one\n',
    );
    expect(after('blocks:\n- uuid: b\n  upstream_blocks: # none\n', (old) => setUpstreams(old, 'b', ['a']))).toBe(
      'blocks:\n- uuid: b\n  upstream_blocks: [a] # none\n',
    );
  });
});

describe('setVariable', () => {
  const text =
    "variables:\n  day: '2024-02-01' # split here\n  limits:\n  - 1\n  - 2\n  note: |\n    two\n    lines\nblocks: []\n";

  it('keeps comments and quotes of the old value', () => {
    expect(after(text, (old) => setVariable(old, 'day', 'plain'))).toContain("  day: 'plain' # split here\n");
    expect(after(text, (old) => setVariable(old, 'day', 7))).toContain('  day: 7 # split here\n');
  });

  it('replaces lists and long texts', () => {
    expect(after(text, (old) => setVariable(old, 'limits', [3]))).toBe(
      text.replace('limits:\n  - 1\n  - 2', 'limits: [3]'),
    );
    expect(after(text, (old) => setVariable(old, 'note', 'one'))).toBe(text.replace('|\n    two\n    lines', 'one'));
  });

  it('quotes text that YAML 1.1 or 1.2 would take for something else', () => {
    for (const value of ['yes', '2024-02-01', '0o17', '1e3', '{{ x }}']) {
      expect(after('', (old) => setVariable(old, 'x', value))).toBe(`variables:\n  x: "${value}"\n`);
    }
  });

  it('adds a variable to a map, an empty map and a file without one', () => {
    expect(after(text, (old) => setVariable(old, 'new', true))).toBe(
      text.replace('lines\nblocks', 'lines\n  new: true\nblocks'),
    );
    expect(after('variables: {}\n', (old) => setVariable(old, 'a', 1))).toBe('variables:\n  a: 1\n');
    expect(after('variables: {a: 1}\n', (old) => setVariable(old, 'b', 2))).toBe('variables: {a: 1, b: 2}\n');
    expect(after('name: x\n', (old) => setVariable(old, 'b', 2))).toBe('name: x\nvariables:\n  b: 2\n');
  });
});

describe('applyEdits', () => {
  it('refuses edits that overlap', () => {
    const edits = [
      { start: 0, end: 2, newText: '' },
      { start: 1, end: 3, newText: '' },
    ];
    expect(() => applyEdits('abc', edits)).toThrow(RangeError);
  });
});

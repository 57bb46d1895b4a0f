import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDemo, storedRows, storedText } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';

const facts: BlockSource = {
  uuid: 'facts',
  type: 'custom',
  language: 'typescript',
  source: `import { custom } from 'eider'; export default custom(() => [{ best: { depth: 6, name: 'forest' }, scores: [3, 5] }]);`,
};
const trips: BlockSource = {
  uuid: 'trips',
  type: 'data_loader',
  language: 'sql',
  source: "SELECT range AS n, 'zone ' || range AS zone FROM range(3)",
};
/** Gives its configuration as it sees it. */
const shows = (configuration: unknown, upstream: readonly string[] = []): BlockSource => ({
  uuid: 'shows',
  type: 'custom',
  language: 'typescript',
  upstream,
  source: `import { custom } from 'eider'; export default custom((...given) => [given.at(-1).configuration]);`,
  fields: { configuration },
});
const shown = async (root: string) => JSON.parse(await storedText(root, 'shows')) as unknown;

beforeEach(() => {
  process.env['EIDER_TEST_REGION'] = 'north';
});
afterEach(() => {
  delete process.env['EIDER_TEST_REGION'];
});

describe('templates in the variables of a pipeline', () => {
  it('refer to other variables and the environment, a whole text keeping its type', async () => {
    const root = await tempProject(
      [
        {
          uuid: 'shows',
          type: 'custom',
          language: 'typescript',
          source: `import { custom } from 'eider'; export default custom(({ variables: { a, b, c } }) => [{ a, b, c }]);`,
        },
      ],
      {
        n: '{{ m }}',
        m: 3,
        a: '{{ n }}',
        b: "{{ variables('n') }} of {{ env_var('EIDER_TEST_REGION') }}",
        c: ['{{ n }}', { d: 1 }],
      },
    );
    await runDemo(root);
    expect(await shown(root)).toEqual({ a: 3, b: '3 of north', c: [3, { d: 1 }] });
  });

  it.each([
    ['{{ gone }}', 'template_unknown'],
    ['{{ a }}', 'template_circular'],
    ['{{ 1 + 1 }}', 'template_unsupported'],
    ["{{ block_output('facts') }}", 'template_unsupported'],
    ["{{ mage_secret_var('EIDER_TEST_NO_SECRET') }}", 'secret_missing'],
  ])('that lead nowhere end the run before any block: %s', async (text, code) => {
    const run = await runDemo(await tempProject([facts], { a: text }));
    expect(run.finished).toMatchObject({ status: 'failed', failure: { code } });
    expect(run.finished.failure?.file).toMatch(/pipelines.demo.metadata\.yaml$/);
  });
});

describe('templates in the configuration of a block', () => {
  it('refer to variables, the environment and what the blocks above gave', async () => {
    const configuration = {
      depth: "{{ block_output('facts').best.depth }}",
      last: "{{ block_output('facts', parse=lambda data, vars: data['scores'][-1]) }}",
      zone: "the {{ block_output('trips')[1]['zone'] }}",
      column: "{{ block_output('trips')['n'] }}",
      row: "{{ block_output('trips').iloc[0] }}",
      second: "{{ block_output(parse=lambda data, vars: data[1]['n'][2]) }}",
      region: "{{ env_var('EIDER_TEST_REGION') }}",
      n: ['{{ n }}'],
    };
    const root = await tempProject([facts, trips, shows(configuration, ['facts', 'trips'])], { n: 3 });
    await runDemo(root);
    expect(await shown(root)).toEqual({
      depth: 6,
      last: 5,
      zone: 'the zone 1',
      column: [0, 1, 2],
      row: { n: 0, zone: 'zone 0' },
      second: 2,
      region: 'north',
      n: [3],
    });
  });

  it('that mean something else stay as they are written', async () => {
    const configuration = { prompt: 'Sum up {{ text }} in {{ n }} words, {{ a + b }}' };
    const root = await tempProject([shows(configuration)], { n: 3 });
    await runDemo(root);
    expect(await shown(root)).toEqual({ prompt: 'Sum up {{ text }} in 3 words, {{ a + b }}' });
  });

  it('make a block run again when what they stand for has changed', async () => {
    const root = await tempProject([shows({ a: "{{ n }} {{ env_var('EIDER_TEST_REGION') }}" })], { n: 3, m: 1 });
    await runDemo(root);
    const executed = async (variables = {}) => (await runDemo(root, { changed: true, variables })).finished.executed;
    expect(await executed({ m: 2 })).toBe(0);
    expect(await executed({ n: 4 })).toBe(1);
    process.env['EIDER_TEST_REGION'] = 'south';
    expect(await executed({ n: 4 })).toBe(1);
  });

  it.each([
    ["{{ block_output('gone') }}", 'template_unknown', 'not among the upstream blocks of shows'],
    ["{{ block_output('facts')['worst'] }}", 'template_unknown', 'has no "worst"'],
    ["{{ block_output('trips')[3] }}", 'template_unknown', 'has no 3'],
    ["{{ block_output('trips')[-4] }}", 'template_unknown', 'has no -4'],
    ["{{ block_output('trips')['m'] }}", 'template_unknown', 'has no "m"'],
    ["{{ block_output('trips') }}", 'template_unsupported', 'which is a table'],
    ["{{ mage_secret_var('EIDER_TEST_NO_SECRET') }}", 'secret_missing', 'no secret EIDER_TEST_NO_SECRET'],
    ["{{ block_output('facts', parse=lambda data, vars: data * 2) }}", 'template_unsupported', 'is not understood'],
  ])('that lead nowhere fail the block at its entry: %s', async (text, code, words) => {
    const root = await tempProject([facts, trips, shows({ a: text }, ['facts', 'trips'])]);
    const { failure } = (await runDemo(root)).block('shows');
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) as string });
    expect(failure?.file).toMatch(/pipelines.demo.metadata\.yaml$/);
    expect(failure?.line).toBeGreaterThan(1);
  });
});

describe('block_output of a table', () => {
  const odd: BlockSource = {
    uuid: 'odd',
    type: 'data_loader',
    language: 'sql',
    source: `SELECT 5 AS t, CAST('nan' AS DOUBLE) AS q, 9007199254740993 AS big, 'x' AS "Case", [1, 2] AS list`,
  };
  it('gives cells as they are, whatever the columns are called and hold', async () => {
    const configuration = {
      t: "{{ block_output('odd')['t'][0] }}",
      row: "{{ block_output('odd')[0]['Case'] }}",
      list: "{{ block_output('odd')[0]['list'][1] }}",
    };
    const sql: BlockSource = {
      uuid: 'sql',
      language: 'sql',
      upstream: ['odd'],
      source: "SELECT {{ block_output('odd')['big'][0] }} AS big, isnan({{ block_output('odd')[0]['q'] }}) AS q",
    };
    const root = await tempProject([odd, sql, shows(configuration, ['odd'])]);
    await runDemo(root);
    expect(await shown(root)).toEqual({ t: 5, row: 'x', list: 2 });
    expect(await storedRows(root, 'sql')).toEqual([['9007199254740993', true]]);
  });

  it('cannot stand inside quotes', async () => {
    const source = "SELECT '{{ block_output('odd') }}'";
    const root = await tempProject([odd, { uuid: 'reads', language: 'sql', upstream: ['odd'], source }]);
    expect((await runDemo(root)).block('reads').failure).toMatchObject({
      code: 'template_unsupported',
      line: 1,
      column: 9,
    });
  });
});

describe('block_output in SQL', () => {
  it('is a value that is bound, and a table of its own where the block gave one', async () => {
    const reads: BlockSource = {
      uuid: 'reads',
      language: 'sql',
      upstream: ['facts', 'trips'],
      source: `SELECT n, '{{ block_output('facts')['best']['name'] }}!' AS name
        FROM {{ block_output('trips') }} WHERE n < {{ block_output('facts', parse=lambda data, vars: data['scores'][0]) }} - 1`,
    };
    const root = await tempProject([facts, trips, reads]);
    await runDemo(root);
    expect(await storedRows(root, 'reads')).toEqual([
      ['0', 'forest!'],
      ['1', 'forest!'],
    ]);
  });

  it('that leads nowhere is told at its line and column', async () => {
    const source = "SELECT 1,\n  {{ block_output('facts')['worst'] }}";
    const root = await tempProject([facts, { uuid: 'reads', language: 'sql', upstream: ['facts'], source }]);
    expect((await runDemo(root)).block('reads').failure).toMatchObject({
      code: 'template_unknown',
      line: 2,
      column: 3,
    });
  });
});

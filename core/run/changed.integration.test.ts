import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedText, type DemoRun } from '../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { projectAt } from '../project/find-project';
import { readPipeline } from '../project/read-pipeline';
import { readBlockOutputs } from '../store/outputs';
import { lookAtFreshness, staleReasonText } from './staleness';

const load: BlockSource = {
  uuid: 'load',
  type: 'data_loader',
  language: 'sql',
  source: 'SELECT range AS n FROM range({{ count }})',
};
const even: BlockSource = {
  uuid: 'even',
  language: 'sql',
  upstream: ['load'],
  source: 'SELECT n FROM load WHERE n % 2 = 0',
};
const sum: BlockSource = {
  uuid: 'sum',
  type: 'custom',
  language: 'typescript',
  upstream: ['even'],
  source: `import { custom, sql, type Table } from 'eider';
    import { factor } from '../lib/factor';
    export default custom((even: Table, { variables }) => sql\`select sum(n) * \${factor} * \${variables.scale} as s from \${even}\`);`,
};
const variables = { count: 10, scale: 1, unused: 'x' };
const project = async () => {
  const root = await tempProject([load, even, sum], variables);
  await writeFiles(root, { 'lib/factor.ts': 'export const factor = 2;\n' });
  return root;
};
const statuses = ({ events }: DemoRun) =>
  Object.fromEntries(events.flatMap((event) => (event.type === 'block_finished' ? [[event.block, event.status]] : [])));

const whyStale = async (root: string) => {
  const { pipeline } = await readPipeline(projectAt(root), 'demo');
  const blocks = pipeline === null ? [] : await lookAtFreshness(pipeline);
  return Object.fromEntries(blocks.map(({ block, reasons }) => [block.uuid, reasons.map(staleReasonText)]));
};

describe('running what changed', () => {
  it('runs everything at first, and then nothing', async () => {
    const root = await project();
    expect((await runDemo(root, { changed: true })).finished).toMatchObject({ executed: 3, reused: 0 });
    expect((await runDemo(root, { changed: true })).finished).toMatchObject({
      status: 'completed',
      executed: 0,
      reused: 3,
    });
  });

  it('runs a block of which a comment has changed, and stops there when its output is the same', async () => {
    const root = await project();
    await runDemo(root);
    await appendFile(path.join(root, 'transformers/even.sql'), '\n-- even ones\n');
    expect(statuses(await runDemo(root, { changed: true }))).toEqual({
      load: 'reused',
      even: 'completed',
      sum: 'reused',
    });
    await writeFile(path.join(root, 'transformers/even.sql'), 'SELECT n FROM load WHERE n % 2 = 1');
    expect(statuses(await runDemo(root, { changed: true }))).toEqual({
      load: 'reused',
      even: 'completed',
      sum: 'completed',
    });
  });

  it('runs a block again when a file that it imports has changed', async () => {
    const root = await project();
    await runDemo(root);
    await writeFiles(root, { 'lib/factor.ts': 'export const factor = 3;\n' });
    expect(statuses(await runDemo(root, { changed: true }))).toEqual({
      load: 'reused',
      even: 'reused',
      sum: 'completed',
    });
  });

  it('looks at the variables that a block has read, and at no others', async () => {
    const root = await project();
    await runDemo(root);
    const given = (change: Readonly<Record<string, unknown>>) => runDemo(root, { changed: true, variables: change });
    expect(statuses(await given({ unused: 'y' }))).toEqual({ load: 'reused', even: 'reused', sum: 'reused' });
    expect(statuses(await given({ scale: 5 }))).toEqual({ load: 'reused', even: 'reused', sum: 'completed' });
    expect(statuses(await given({ scale: 5, count: 11 }))).toEqual({
      load: 'completed',
      even: 'completed',
      sum: 'completed',
    });
  });

  it('of a block that reads all variables looks at those of the pipeline, and not at those of the run', async () => {
    const root = await tempProject(
      [
        {
          uuid: 'all',
          type: 'custom',
          language: 'typescript',
          source: `import { custom } from 'eider';
            export default custom(({ variables }) => [{ ...variables, execution_date: null, first: variables.retry }.count]);`,
        },
      ],
      { count: 1 },
    );
    await runDemo(root);
    const given = (change: Readonly<Record<string, unknown>>) => runDemo(root, { changed: true, variables: change });
    expect(statuses(await given({}))).toEqual({ all: 'reused' });
    expect(statuses(await given({ count: 2 }))).toEqual({ all: 'completed' });
    expect(statuses(await given({ count: 2, more: 1 }))).toEqual({ all: 'completed' });
    expect(statuses(await given({ count: 2, more: 1 }))).toEqual({ all: 'reused' });
  });

  it('runs a block below a dynamic one only for the items that are new', async () => {
    const many = (items: readonly number[]): BlockSource => ({
      uuid: 'many',
      type: 'custom',
      language: 'typescript',
      source: `import { custom } from 'eider'; export default custom(() => [${JSON.stringify(items)}]);`,
      fields: { configuration: { dynamic: true } },
    });
    const each: BlockSource = {
      uuid: 'each',
      type: 'custom',
      language: 'typescript',
      upstream: ['many'],
      source: `import { custom } from 'eider'; import { appendFileSync } from 'node:fs';
        export default custom((n: number, { project }) => { appendFileSync(project + '/ran', n + ' '); return [n * 10]; });`,
      fields: { configuration: { reduce_output: true } },
    };
    const all: BlockSource = {
      uuid: 'all',
      type: 'custom',
      language: 'typescript',
      upstream: ['each'],
      source: `import { custom } from 'eider'; export default custom((each: number[]) => [{ each }]);`,
    };
    const root = await tempProject([many([1, 2, 3]), each, all]);
    await runDemo(root);
    await writeFile(path.join(root, 'custom/many.ts'), many([0, 2, 3]).source);
    await writeFile(path.join(root, 'ran'), '');
    await runDemo(root, { changed: true });
    expect(await readFile(path.join(root, 'ran'), 'utf8')).toBe('0 ');
    expect(JSON.parse(await storedText(root, 'all'))).toEqual({ each: [0, 20, 30] });
    await writeFile(path.join(root, 'custom/each.ts'), each.source.replace('* 10', '* 100'));
    await runDemo(root, { changed: true });
    expect(JSON.parse(await storedText(root, 'all'))).toEqual({ each: [0, 200, 300] });
  });

  it('asks the condition of each item, and looks at the variables of checks', async () => {
    const many: BlockSource = {
      uuid: 'many',
      type: 'data_loader',
      language: 'sql',
      source: 'SELECT range AS n FROM range(3)',
      fields: { configuration: { dynamic: true } },
    };
    const each: BlockSource = { uuid: 'each', language: 'sql', upstream: ['many'], source: 'SELECT n FROM many' };
    const decides: BlockSource = {
      uuid: 'if',
      type: 'conditional',
      language: 'sql',
      upstream: ['each'],
      source: 'SELECT {{ dynamic_block_index }} < {{ least }}',
    };
    const check: BlockSource = {
      uuid: 'ok',
      type: 'extension',
      language: 'sql',
      upstream: ['many'],
      source: 'SELECT 1 WHERE {{ wrong }}',
    };
    const none: BlockSource = {
      uuid: 'none',
      type: 'data_loader',
      language: 'sql',
      source: 'SELECT 1 AS n LIMIT 0',
      fields: { configuration: { dynamic: true } },
    };
    const below: BlockSource = { uuid: 'below', language: 'sql', upstream: ['none'], source: 'SELECT n FROM none' };
    const root = await tempProject([many, each, decides, check, none, below], { least: 2, wrong: false });
    const children = async () => (await readBlockOutputs(root, 'demo', 'each'))?.manifest.children?.length;
    await runDemo(root);
    expect(await children()).toBe(2);
    expect(await whyStale(root)).toMatchObject({ none: [], below: [] });
    await runDemo(root, { changed: true, variables: { least: 9 } });
    expect(await children()).toBe(3);
    const failed = await runDemo(root, { changed: true, variables: { wrong: true } });
    expect(failed.block('many').failure?.code).toBe('check_failed');
  });

  it('asks conditions all the same, and looks at checks and conditions that have changed', async () => {
    const decides: BlockSource = {
      uuid: 'if',
      type: 'conditional',
      language: 'sql',
      upstream: ['even'],
      source: 'SELECT true',
    };
    const check: BlockSource = {
      uuid: 'ok',
      type: 'extension',
      language: 'sql',
      upstream: ['load'],
      source: 'SELECT 1 WHERE false',
    };
    const root = await tempProject([load, even, decides, check], variables);
    await runDemo(root);
    const again = await runDemo(root, { changed: true });
    expect(statuses(again)).toEqual({ load: 'reused', even: 'reused' });
    expect(again.events).toContainEqual(expect.objectContaining({ type: 'condition_finished', passed: true }));
    await writeFile(path.join(root, 'conditionals/if.sql'), 'SELECT false');
    expect(await whyStale(root)).toEqual({ load: [], even: ['a condition or a check of it has changed'] });
    expect(statuses(await runDemo(root, { changed: true }))).toEqual({ load: 'reused', even: 'condition_failed' });
    await writeFile(path.join(root, 'extensions/ok.sql'), 'SELECT 1');
    const failed = await runDemo(root, { changed: true });
    expect(failed.block('load').failure?.code).toBe('check_failed');
  });

  it('looks at the variables of the environment that a block has read, and at sensors always', async () => {
    const root = await tempProject([
      {
        uuid: 'region',
        type: 'data_loader',
        language: 'sql',
        source: "SELECT {{ env_var('EIDER_TEST_REGION') }} AS r",
      },
      { uuid: 'seen', type: 'sensor', language: 'sql', source: 'SELECT true' },
    ]);
    process.env['EIDER_TEST_REGION'] = 'north';
    try {
      await runDemo(root);
      expect(statuses(await runDemo(root, { changed: true }))).toEqual({ region: 'reused', seen: 'completed' });
      expect(await whyStale(root)).toEqual({ region: [], seen: ['is asked each time'] });
      process.env['EIDER_TEST_REGION'] = 'south';
      expect(statuses(await runDemo(root, { changed: true }))).toEqual({ region: 'completed', seen: 'completed' });
    } finally {
      delete process.env['EIDER_TEST_REGION'];
    }
  });
});

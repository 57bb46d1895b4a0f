import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedFiles, type DemoRun } from '../../test/support/run-demo';
import { tempProject, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { EiderError } from '../errors';
import { projectAt } from '../project/find-project';
import { validateProject } from '../project/validate';
import type { Failure } from '../protocol/problem';
import { listRuns, readRun } from '../store/runs';

/*
 * What is wrong with a project is told with its place, the run ends as what it is, and what earlier runs have stored is
 * still there. What blocks' own code may do wrong is in `failures.integration.test.ts`.
 */

const ts = (body: string) => `import { custom } from 'eider';\nexport default custom(\n  ${body},\n);\n`;
const load: BlockSource = { uuid: 'load', type: 'custom', language: 'sql', source: 'SELECT range AS n FROM range(3)' };
const list: BlockSource = {
  uuid: 'list',
  type: 'custom',
  language: 'typescript',
  upstream: ['load'],
  source: ts('() => [[1, 2]]'),
};
const good = [load, list];
const withEach: readonly BlockSource[] = [
  load,
  { ...list, fields: { configuration: { dynamic: true } } },
  { uuid: 'each', type: 'custom', language: 'typescript', upstream: ['list'], source: ts('(n: number) => [n]') },
];

/** A project whose pipeline has run well once, and a check that all that this run has stored is still there. */
async function projectAfterARun(blocks: readonly BlockSource[] = good) {
  const root = await tempProject(blocks);
  const first = await runDemo(root);
  expect(first.finished.status).toBe('completed');
  const earlier = await storedFiles(root, first.run);
  expect(earlier).not.toEqual({});
  const expectEarlierOutputs = async () => expect(await storedFiles(root, first.run)).toEqual(earlier);
  return { root, expectEarlierOutputs };
}

/** Why a pipeline with this file is not run at all. */
async function refusal(metadata: string): Promise<Failure & { readonly where: string }> {
  const { root, expectEarlierOutputs } = await projectAfterARun();
  await writeFiles(root, { 'pipelines/demo/metadata.yaml': metadata });
  const error: unknown = await runDemo(root).catch((caught: unknown) => caught);
  if (!(error instanceof EiderError)) throw new Error('the run was not refused', { cause: error });
  expect(await listRuns(root)).toHaveLength(1);
  await expectEarlierOutputs();
  const { file = '', line } = error.problem;
  return { ...error.problem, where: `${path.relative(root, file).replaceAll('\\', '/')}:${line ?? '?'}` };
}

/** A run of a project whose files were changed after a good one; it ends as its log says. */
async function runWith(
  files: Readonly<Record<string, string>>,
  blocks: readonly BlockSource[] = good,
): Promise<DemoRun> {
  const { root, expectEarlierOutputs } = await projectAfterARun(blocks);
  await writeFiles(root, files);
  const run = await runDemo(root, { allowFailures: true });
  expect((await readRun(root, { pipeline: 'demo', run: run.run }))?.status).toBe(run.finished.status);
  await expectEarlierOutputs();
  return run;
}

const withField = (rest: string) =>
  `blocks:\n- { uuid: load, type: custom, language: sql, ${rest} }\n- { uuid: list, type: custom, language: typescript, upstream_blocks: [load] }\n`;
const pipeline = (field: string) => `${field}\n${withField('timeout: 60')}`;

describe('a setting of a pipeline with the wrong type', () => {
  it.each([
    ['retry_config: 3', 'retry_config is the number 3, and should be a map'],
    ['retry_config: { max_delay: long }', 'max_delay is the text "long"'],
    ['concurrency_config: [1]', 'concurrency_config is a list, and should be a map'],
    ['concurrency_config: { block_run_limit: all }', 'block_run_limit is the text "all"'],
    ['concurrency_config: { pipeline_run_limit: 0 }', 'should be a whole number of at least 1'],
    ['concurrency_config: { pipeline_run_limit_all_triggers: x }', 'pipeline_run_limit_all_triggers is'],
    ['extensions: { checks: [] }', 'checks is a list, and should be a map'],
    ['extensions: { checks: { blocks: {} } }', 'blocks is a map, and should be a list'],
    ['conditionals: only_if', 'conditionals is the text "only_if", and should be a list'],
    ['type: [python]', 'type is a list, and should be text'],
  ])('keeps it from running: %s', async (field, told) => {
    const refused = await refusal(pipeline(field));
    expect(refused).toMatchObject({ code: 'pipeline_broken', where: 'pipelines/demo/metadata.yaml:1' });
    expect(refused.message).toContain(told);
    expect(refused.remedy).toMatch(/\w/);
  });

  it('keeps it from running when it is the list of its blocks', async () => {
    expect((await refusal('blocks: { load: {} }\n')).message).toContain('blocks is a map, and should be a list');
  });
});

describe('a setting of a block with the wrong type', () => {
  it.each([
    ['retry_config: often', 'Block load: retry_config is the text "often", and should be a map'],
    ['retry_config: { retries: [3] }', 'Block load: retry_config: retries is a list, and should be a whole number'],
    ['retry_config: { delay: soon }', 'delay is the text "soon"'],
    ['retry_config: { max_delay: -5 }', 'max_delay is the number -5'],
    ['retry_config: { exponential_backoff: 2 }', 'exponential_backoff is the number 2, and should be true or false'],
    ['timeout: 0', 'Block load: timeout is the number 0, and should be a number above 0'],
    ['timeout: { seconds: 3 }', 'Block load: timeout is a map, and should be a number above 0'],
    ['configuration: { interval: 0 }', 'interval is the number 0, and should be a number above 0'],
    ['configuration: { dynamic: { parent: 1 } }', 'parent is the number 1, and should be true or false'],
    ["configuration: { dynamic: 'true' }", 'dynamic is the text "true", and should be true or false'],
    ['configuration: { dynamic_combine: [zip] }', 'dynamic_combine is a list, and should be product or zip'],
    ['replicated_block: [list]', 'Block load: replicated_block is a list, and should be text'],
    ['upstream_blocks: { list: 1 }', 'Block load: upstream_blocks is a map, and should be a list'],
  ])('keeps the pipeline from running: %s', async (rest, told) => {
    const refused = await refusal(withField(rest));
    expect(refused).toMatchObject({ code: 'pipeline_broken', where: 'pipelines/demo/metadata.yaml:2' });
    expect(refused.message).toContain(told);
  });
});

describe('a pipeline with a block', () => {
  const second = (entry: string) => `blocks:\n- { uuid: load, type: custom, language: sql }\n- ${entry}\n`;

  it.each([
    ['of a type that does not exist', '{ uuid: list, type: costum, language: sql }', 'Block list: "costum"', 'custom'],
    ['of a type that is no text', '{ uuid: list, type: 5, language: sql }', 'type is the number 5', 'text'],
    [
      'in a language that does not exist',
      '{ uuid: list, type: custom, language: sequel }',
      '"sequel" is no language',
      '',
    ],
    ['below one that does not exist', '{ uuid: list, type: custom, upstream_blocks: [loadd] }', 'reads loadd', 'load'],
    ['below itself', '{ uuid: list, type: custom, upstream_blocks: [list] }', 'list → list', ''],
    ['whose uuid is taken', '{ uuid: load, type: custom }', 'The uuid load is taken', ''],
    ['whose uuid is no text', '{ uuid: [list], type: custom }', 'uuid is a list', ''],
    [
      'in a language that is not executed',
      '{ uuid: list, type: custom, language: r }',
      'it is written in R',
      'TypeScript',
    ],
  ])('%s does not run', async (_, entry, told, remedy) => {
    const refused = await refusal(second(entry));
    expect(refused.where).toBe('pipelines/demo/metadata.yaml:3');
    expect(refused.message).toContain(told);
    expect(refused.remedy).toContain(remedy);
  });
});

describe('a trigger with a setting of the wrong type', () => {
  it.each([
    ['variables: [1]', 'Trigger daily: variables is a list, and should be a map'],
    ['settings: [1]', 'Trigger daily: settings is a list, and should be a map'],
    ["settings: { skip_if_previous_running: 'yes' }", 'skip_if_previous_running is the text "yes"'],
    ['settings: { allow_blocks_to_fail: 1 }', 'allow_blocks_to_fail is the number 1'],
    ['settings: { timeout: 0 }', 'timeout is the number 0, and should be a number above 0'],
    ['settings: { timeout_status: done }', 'timeout_status is the text "done", and should be failed or cancelled'],
    ['settings: { pipeline_run_limit: none }', 'pipeline_run_limit is the text "none"'],
  ])('is told with its place: %s', async (setting, told) => {
    const root = await tempProject(good);
    await writeFiles(root, { 'pipelines/demo/triggers.yaml': `triggers:\n- name: daily\n  ${setting}\n` });
    const problems = await validateProject(projectAt(root));
    const file = path.join(root, 'pipelines/demo/triggers.yaml');
    expect(problems).toMatchObject([{ code: 'field_type', severity: 'error', file, line: 3 }]);
    expect(problems[0]?.message).toContain(told);
  });
});

describe('a data product with a setting of the wrong type', () => {
  it.each([
    ['outdated_after: 3', 'Data product set: outdated_after is the number 3, and should be a map'],
    ['outdated_after: { seconds: -1 }', 'seconds is the number -1'],
    ['outdated_after: { weeks: two }', 'weeks is the text "two"'],
    ['outdated_after: { months: [1] }', 'months is a list'],
    ['outdated_after: { years: {} }', 'years is a map'],
    ['outdated_starting_at: noon', 'outdated_starting_at is the text "noon"'],
    ["outdated_starting_at: { hour_of_day: '12' }", 'hour_of_day is the text "12"'],
    ['settings: [rows]', 'settings is a list, and should be a map'],
    ['settings: { rows: 1 }', 'rows is the number 1, and should be a map'],
    ['settings: { rows: { partitions: all } }', 'partitions is the text "all"'],
  ])('is told with its place: %s', async (setting, told) => {
    const root = await tempProject(good);
    const file = path.join(root, 'global_data_products.yaml');
    await writeFiles(root, { 'global_data_products.yaml': `set:\n  object_uuid: demo\n  ${setting}\n` });
    const problems = await validateProject(projectAt(root));
    expect(problems).toMatchObject([{ code: 'field_type', severity: 'error', file, line: 3 }]);
    expect(problems[0]?.message).toContain(told);
  });
});

describe('a dynamic block that gives', () => {
  it.each([
    ['a text for its items', `() => ['one']`, 'dynamic_items_invalid'],
    ['a map for its items', '() => [{ one: 1 }]', 'dynamic_items_invalid'],
    ['an array of numbers for its items', '() => [Float64Array.of(1)]', 'dynamic_items_invalid'],
    ['a list for the metadata of an item', '() => [[1], [[]]]', 'dynamic_metadata_invalid'],
    ['more metadata than items', '() => [[], [{}]]', 'dynamic_metadata_invalid'],
  ])('%s fails, and earlier outputs and those of its runs are kept', async (_, body, code) => {
    const run = await runWith({ 'custom/list.ts': ts(body) }, withEach);
    const file = expect.stringContaining('list.ts') as string;
    expect(run.block('list')).toMatchObject({ status: 'failed', failure: { code, file, line: 1 } });
    expect(run.block('list').failure?.message).toContain('Block list is dynamic');
    expect(run.block('each').status).toBe('upstream_failed');
    expect(run.finished).toMatchObject({ status: 'failed', failed: 1 });
  });
});

describe('an output that cannot be stored', () => {
  it.each([
    ['() => () => 1', 'output_0 cannot be stored: it is a function'],
    ['() => [1, { model: { fit: () => 1 } }]', 'output_1 cannot be stored: fit is a function'],
    ['() => 5n', 'it is a bigint'],
    ['() => ({ rows: [{ trips: 5n }] })', 'trips is a bigint'],
    [`() => Symbol('x')`, 'it is a symbol'],
    ['() => { const a: unknown[] = []; a.push(a); return [a]; }', 'circular'],
    [`() => ({ toJSON() { throw new Error('no words') } })`, 'no words'],
    ['() => ({ weights: Float64Array.of(1) })', 'weights is a typed array inside a plain object'],
  ])('fails its block, and earlier outputs are kept: %s', async (body, told) => {
    const run = await runWith({ 'custom/list.ts': ts(body) });
    const file = expect.stringContaining('list.ts') as string;
    expect(run.block('list')).toMatchObject({ status: 'failed', failure: { code: 'output_not_storable', file } });
    expect(run.block('list').failure?.message).toContain(told);
    expect(run.finished).toMatchObject({ status: 'failed', failed: 1 });
  });

  it('of one run of a dynamic block fails the block and names the run', async () => {
    const files = { 'custom/each.ts': ts('(n: number) => (n === 2 ? 2n : [n])') };
    const run = await runWith(files, withEach);
    expect(run.block('each')).toMatchObject({ status: 'failed', failure: { code: 'output_not_storable' } });
    expect(run.block('each').failure?.message).toContain('each:1: Output output_0 cannot be stored');
  });
});

describe('what is attached to a block and throws', () => {
  const attached = (type: 'conditional' | 'callback', source: string): BlockSource => ({
    uuid: 'beside',
    type,
    language: 'typescript',
    upstream: ['list'],
    source,
  });

  it('keeps the block from running when it is a condition, and its earlier outputs are kept', async () => {
    const blocks = [
      ...good,
      attached('conditional', `import { condition } from 'eider';\nexport default condition(() => true);\n`),
    ];
    const { root, expectEarlierOutputs } = await projectAfterARun(blocks);
    await writeFiles(root, {
      'conditionals/beside.ts': `import { condition } from 'eider';\nexport default condition(() => {\n  throw new Error('no idea');\n});\n`,
    });
    const run = await runDemo(root, { selection: { block: 'list', mode: 'only' } });
    const file = expect.stringContaining('beside.ts') as string;
    expect(run.block('list')).toMatchObject({
      status: 'condition_failed',
      failure: { message: 'no idea', file, line: 3 },
    });
    expect((await readRun(root, { pipeline: 'demo', run: run.run }))?.status).toBe('completed');
    await expectEarlierOutputs();
  });

  it('changes nothing when it is a callback, whatever the block did', async () => {
    const source = (event: string) =>
      `import { callback } from 'eider';\nexport default callback('${event}', () => {\n  throw new Error('no idea');\n});\n`;
    const told = { type: 'callback_finished', callback: 'beside', failure: { message: 'no idea', line: 3 } };
    const success = await runWith({}, [...good, attached('callback', source('success'))]);
    expect(success.finished.status).toBe('completed');
    expect(success.events.find(({ type }) => type === 'callback_finished')).toMatchObject(told);
    const files = { 'custom/list.ts': ts(`() => { throw new Error('first'); }`) };
    const failure = await runWith(files, [...good, attached('callback', source('failure'))]);
    expect(failure.block('list')).toMatchObject({ status: 'failed', failure: { message: 'first' } });
    expect(failure.events.find(({ type }) => type === 'callback_finished')).toMatchObject(told);
  });
});

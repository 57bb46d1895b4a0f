import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../protocol/problem';
import { projectAt } from './find-project';
import { listPipelineIds, readPipelines } from './list-pipelines';
import { readPipeline } from './read-pipeline';
import { aBlock } from './testing';
import { temporaryProject } from './test-support';
import { validateProject } from './validate';

const noFiles = projectAt(path.join('/', 'nowhere'));

/** Reads a pipeline from its text; problems about block files, of which there are none, are left out. */
async function read(text: string) {
  const { pipeline, problems } = await readPipeline(noFiles, 'taxi', { text, rootProject: null });
  return { pipeline, problems: problems.filter(({ code }) => code !== 'block_file_missing') };
}
const place = ({ code, line, column }: Problem) => `${code} ${line ?? '?'}:${column ?? '?'}`;

const block = (uuid: string, ...more: string[]) =>
  [`- uuid: ${uuid}`, '  type: transformer', '  language: sql', ...more.map((line) => `  ${line}`)].join('\n');
const blocks = (...entries: string[]) => `blocks:\n${entries.join('\n')}\n`;

describe('readPipeline', () => {
  it('reads blocks, variables, callbacks and charts with their places', async () => {
    const project = await temporaryProject({
      'pipelines/taxi/metadata.yaml': `# the taxi pipeline
name: Taxi trips
description: 2024
type: python
tags: [a, 'b']
variables_dir: /somewhere/else
variables:
  target: duration
  fraction: 0.5
blocks:
- uuid: ingest
  type: data_loader
  language: sql
  color: null
  status: executed
- name: Prepare them
  uuid: prepare
  type: transformer
  upstream_blocks:
  - ingest
  timeout: 60
  configuration: { limit: 3 }
callbacks:
- uuid: tell
  upstream_blocks: [prepare]
widgets:
- uuid: hist
  configuration: { chart_type: histogram, group_by: [x], metrics: [] }
  upstream_blocks: [prepare]
`,
      'data_loaders/ingest.sql': 'select 1',
      'transformers/prepare.py': '',
      'callbacks/tell.py': '',
    });
    const { pipeline, problems } = await readPipeline(project, 'taxi');
    expect(problems).toEqual([]);
    expect(pipeline).toMatchObject({
      uuid: 'taxi',
      name: 'Taxi trips',
      description: '2024',
      type: 'python',
      tags: ['a', 'b'],
      variables: { target: 'duration', fraction: 0.5 },
      conditionals: [],
    });
    expect(pipeline?.blocks).toEqual([
      aBlock('ingest', {
        type: 'data_loader',
        file: path.join(project.root, 'data_loaders', 'ingest.sql'),
        position: { line: 11, column: 3 },
      }),
      aBlock('prepare', {
        name: 'Prepare them',
        language: 'python',
        upstream: ['ingest'],
        configuration: { limit: 3 },
        timeout: 60,
        file: path.join(project.root, 'transformers', 'prepare.py'),
        position: { line: 16, column: 3 },
      }),
    ]);
    expect(pipeline?.callbacks).toMatchObject([{ uuid: 'tell', type: 'callback', upstream: ['prepare'] }]);
    expect(pipeline?.charts).toMatchObject([{ uuid: 'hist', type: 'chart', upstream: ['prepare'], fileExists: false }]);
  });

  it('reads how blocks run, and says of every setting of the wrong type what it should be', async () => {
    const project = await temporaryProject({
      'pipelines/good/metadata.yaml': `retry_config: { retries: 2, delay: 0.5 }
concurrency_config: { block_run_limit: 3, on_pipeline_run_limit_reached: skip }
blocks:
- { uuid: a, type: sensor, language: sql, configuration: { interval: 5 }, timeout: 30 }
- { uuid: b, type: custom, language: sql, retry_config: { max_delay: 9 }, configuration: { dynamic: { parent: true } } }
- { uuid: c, type: custom, language: sql, upstream_blocks: [b], configuration: { reduce_output: true, dynamic_combine: zip } }
extensions:
  checks:
    blocks:
    - { uuid: verify, language: sql, upstream_blocks: [c] }
`,
      'pipelines/bad/metadata.yaml': `retry_config: { retries: many, delay: -1, exponential_backoff: 'yes' }
concurrency_config: { block_run_limit: 0, on_pipeline_run_limit_reached: stop }
blocks:
- { uuid: a, type: sensor, language: sql, configuration: { interval: soon } }
- { uuid: b, type: custom, language: sql, configuration: { dynamic: 1, reduce_output: [], dynamic_combine: both } }
extensions: []
`,
      'global_data_products.yaml':
        "set: { object_type: block, object_uuid: x }\nother: { outdated_after: { seconds: 'x' } }\n",
    });
    const good = (await readPipeline(project, 'good')).pipeline;
    expect(good?.retry).toEqual({ retries: 2, delay: 0.5, maxDelay: null, exponentialBackoff: null });
    expect(good?.concurrency).toEqual({ blocks: 3, runs: null, allRuns: null, whenReached: 'skip' });
    expect(good?.blocks).toMatchObject([
      { sensor: { interval: 5 }, timeout: 30 },
      { retry: { maxDelay: 9 }, dynamic: { dynamic: true, reduceOutput: false, combine: 'product' } },
      { dynamic: { dynamic: false, reduceOutput: true, combine: 'zip' } },
    ]);
    expect(good?.extensions).toMatchObject([{ uuid: 'verify', type: 'extension', upstream: ['c'] }]);
    const problems = (await validateProject(project)).filter(({ code }) => code !== 'block_file_missing');
    expect(problems.map(({ line, message }) => `${line ?? 0} ${message}`)).toEqual([
      '1 Data product set is a block; only pipelines can be data products.',
      '2 Data product other does not say which pipeline makes it.',
      '1 The pipeline: retry_config: retries is the text "many", and should be a whole number of at least 0.',
      '1 The pipeline: retry_config: delay is the number -1, and should be a number of at least 0.',
      '1 The pipeline: retry_config: exponential_backoff is the text "yes", and should be true or false.',
      '2 The pipeline: concurrency_config: block_run_limit is the number 0, and should be a whole number of at least 1.',
      '2 The pipeline: concurrency_config: on_pipeline_run_limit_reached is the text "stop", and should be wait or skip.',
      '4 Block a: configuration: interval is the text "soon", and should be a number above 0.',
      '5 Block b: configuration: dynamic is the number 1, and should be true or false.',
      '5 Block b: configuration: reduce_output is a list, and should be true or false.',
      '5 Block b: configuration: dynamic_combine is the text "both", and should be product or zip.',
      '6 The pipeline: extensions is a list, and should be a map of names and values.',
    ]);
    expect(problems.every(({ remedy, file }) => remedy !== undefined && file !== undefined)).toBe(true);
  });

  it('says that a pipeline folder has no metadata.yaml', async () => {
    const project = await temporaryProject({ 'pipelines/empty/': '' });
    const { pipeline, problems } = await readPipeline(project, 'empty');
    expect(pipeline).toBeNull();
    expect(problems).toMatchObject([{ code: 'pipeline_missing', line: 1, column: 1 }]);
    expect(problems[0]?.file).toBe(path.join(project.root, 'pipelines', 'empty', 'metadata.yaml'));
  });

  it.each([
    ['a colon too many', 'name: taxi: trips\n', 'yaml_syntax 1:7', 'in quotes'],
    ['a tab', 'blocks:\n\t- uuid: a\n', 'yaml_syntax 2:1', 'spaces'],
    ['a quote that is never closed', 'name: "taxi\ntype: python\n', 'yaml_syntax 1:7', 'Close it'],
    [
      'a template without quotes',
      'type: python\nexecutor_type: {{ env_var("X") }}\n',
      'yaml_syntax 2:16',
      "'{{ name }}'",
    ],
    ['a template statement', 'type: {% if x %}\n', 'yaml_syntax 1:7', "'{{ name }}'"],
    [
      'a merge that was not finished',
      'a: 1\n<<<<<<< ours\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n',
      'yaml_syntax 2:1',
      'Resolve',
    ],
    ['an alias without its anchor', 'blocks: []\nvariables: *all\n', 'yaml_syntax 2:12', '&all'],
    ['two documents', 'blocks: []\n---\nblocks: []\n', 'yaml_syntax 2:1', '---'],
    ['a list that is not closed', 'tags: [a, b\nblocks: []\n', 'yaml_syntax 2:1', 'close every ['],
    ['no map', '- a\n- b\n', 'pipeline_not_map 1:1', 'blocks: []'],
    ['nothing', '# only a comment\n', 'pipeline_not_map 1:1', 'blocks: []'],
  ])('leads to the place of %s', async (_, text, expected, remedy) => {
    const { pipeline, problems } = await read(text);
    expect(pipeline).toBeNull();
    expect(problems.map(place)).toEqual([expected]);
    expect(problems[0]?.remedy).toContain(remedy);
  });

  it('counts the last of two equal keys and reports the second', async () => {
    const { pipeline, problems } = await read('name: a\nblocks: []\nname: b\n');
    expect(pipeline?.name).toBe('b');
    expect(problems.map(place)).toEqual(['yaml_duplicate_key 3:1']);
  });

  it('reports fields of the wrong type where they stand and keeps everything else', async () => {
    const { pipeline, problems } = await read(
      `tags: one\nvariables: [a]\ncallbacks: {}\n${blocks(block('a', 'timeout: soon', 'configuration: x', 'upstream_blocks: b'), '- just text', block('2024'), block('b', 'upstream_blocks: [a, 3]'))}`,
    );
    expect(pipeline?.blocks.map(({ uuid, upstream }) => [uuid, upstream])).toEqual([
      ['a', []],
      ['b', ['a']],
    ]);
    expect(problems.map(place)).toEqual([
      'field_type 1:7',
      'field_type 2:12',
      'field_type 3:12',
      'field_type 8:12',
      'field_type 9:18',
      'field_type 10:20',
      'field_type 11:3',
      'field_type 12:9',
      'field_type 18:24',
    ]);
  });

  it('takes empty fields as missing ones', async () => {
    const { pipeline, problems } = await read('blocks:\nwidgets: null\nvariables:\ntags: ~\nname:\ntype:\n');
    expect(problems).toEqual([]);
    expect(pipeline).toMatchObject({ blocks: [], charts: [], variables: {}, tags: [], name: 'taxi', type: 'python' });
  });

  it('reads merge keys and aliases', async () => {
    const { pipeline, problems } = await read(
      `defaults: &sql { type: transformer, language: sql }\nblocks:\n- uuid: a\n  <<: *sql\n- uuid: b\n  <<: *sql\n  language: python\n  upstream_blocks: &up [a]\n- uuid: c\n  <<: *sql\n  upstream_blocks: *up\n`,
    );
    expect(problems).toEqual([]);
    expect(pipeline?.blocks.map(({ language, upstream }) => [language, upstream])).toEqual([
      ['sql', []],
      ['python', ['a']],
      ['sql', ['a']],
    ]);
  });

  it('offers the block type and language that were probably meant, and leaves the others readable', async () => {
    const { pipeline, problems } = await read(
      `blocks:\n- uuid: a\n  type: transfomer\n- uuid: b\n  type: custom\n  language: typscript\n- uuid: c\n  type: custom\n  upstream_blocks: [a, b]\n- type: custom\n- uuid: d\n`,
    );
    expect(problems.map((problem) => `${place(problem)} ${problem.remedy ?? ''}`)).toEqual([
      'block_type_unknown 3:9 Did you mean transformer?',
      'language_unknown 6:13 Did you mean typescript?',
      'field_missing 10:3 Give it one: the path of its file inside the folder of its type, without the extension.',
      expect.stringMatching(/^field_missing 11:3 Add one of data_loader/),
    ]);
    expect(pipeline?.blocks.map(({ uuid, upstream }) => [uuid, upstream])).toEqual([
      ['b', []],
      ['c', ['b']],
    ]);
  });

  it('drops and reports upstream blocks that do not exist, come twice, or have no output', async () => {
    const { pipeline, problems } = await read(
      `${blocks(block('ingest'), block('a', 'upstream_blocks:', '- ingst', '- ingest', '- ingest', '- hist'))}widgets:\n- uuid: hist\n  configuration: { x: y }\n`,
    );
    expect(pipeline?.blocks[1]?.upstream).toEqual(['ingest']);
    expect(problems.map((problem) => [place(problem), problem.severity])).toEqual([
      ['upstream_unknown 9:5', 'error'],
      ['upstream_duplicate 11:5', 'warning'],
      ['upstream_unknown 12:5', 'error'],
    ]);
    expect(problems[0]?.remedy).toBe('Did you mean ingest?');
  });

  it('reports a chart of a block that is gone as a warning, since every block can run', async () => {
    const { problems } = await read(
      `${blocks(block('ingest'))}widgets:\n- uuid: hist\n  upstream_blocks: [gone]\n  configuration: { x: y }\n`,
    );
    expect(problems).toMatchObject([{ code: 'upstream_unknown', severity: 'warning' }]);
  });

  it('keeps the first of several blocks with one uuid, over all lists', async () => {
    const { pipeline, problems } = await read(`${blocks(block('a'), block('a'))}callbacks:\n- uuid: a\n`);
    expect(pipeline?.blocks).toHaveLength(1);
    expect(pipeline?.callbacks).toHaveLength(0);
    expect(problems.map(place)).toEqual(['uuid_duplicate 5:3', 'uuid_duplicate 9:3']);
    expect(problems[0]?.message).toContain('line 2');
  });

  it('names a cycle at the edge that closes it', async () => {
    const { pipeline, problems } = await read(
      blocks(
        block('a', 'upstream_blocks: [start, c]'),
        block('b', 'upstream_blocks: [a]'),
        block('c', 'upstream_blocks: [b]'),
        block('start'),
      ),
    );
    expect(problems.map(place)).toEqual(['cycle 5:28']);
    expect(problems[0]?.message).toContain('a → b → c → a');
    expect(pipeline?.blocks).toHaveLength(4);
  });
});

describe('all pipelines of a project', () => {
  const project = () =>
    temporaryProject({
      'pipelines/good/metadata.yaml': 'blocks:\n- { uuid: a, type: custom }\n',
      'pipelines/broken/metadata.yaml': 'blocks: [\n',
      'pipelines/missing/': '',
      'pipelines/.hidden/metadata.yaml': '',
      'pipelines/__pycache__/x': '',
      'pipelines/__init__.py': '',
      'custom/a.py': '',
    });

  it('are listed by the names of their folders', async () => {
    expect(await listPipelineIds(await project())).toEqual(['broken', 'good', 'missing']);
    expect(await listPipelineIds(noFiles)).toEqual([]);
  });

  it('are read even when one of them is broken', async () => {
    const readings = await readPipelines(await project());
    expect(readings.map(({ uuid, pipeline }) => [uuid, pipeline?.blocks.length ?? null])).toEqual([
      ['broken', null],
      ['good', 1],
      ['missing', null],
    ]);
  });

  it('are validated together, problems sorted by file and line', async () => {
    const problems = await validateProject(await project());
    expect(problems.map(({ code, file }) => [code, path.basename(path.dirname(file ?? ''))])).toEqual([
      ['yaml_syntax', 'broken'],
      ['pipeline_missing', 'missing'],
    ]);
  });
});

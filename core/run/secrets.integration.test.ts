import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import { readRun } from '../store/runs';

const planted = 'pl4nted-"s3cret"\\x';

/** Runs one child named after a secret, and so its output. */
const names: BlockSource[] = [
  {
    uuid: 'many',
    type: 'custom',
    language: 'typescript',
    source: `import { custom, secret } from 'eider';
      export default custom(() => [[1, 2], [{ block_uuid: 'u_' + secret('EIDER_TEST_TOKEN') }, { block_uuid: 'other' }]]);`,
    fields: { configuration: { dynamic: true } },
  },
  {
    uuid: 'each',
    type: 'custom',
    language: 'typescript',
    upstream: ['many'],
    source: `import { custom, outputs, secret } from 'eider';
      export default custom((n: number) => outputs({ [secret('EIDER_TEST_TOKEN')]: n }));`,
  },
];

it('keeps secrets out of everything that a run writes and tells', async () => {
  process.env['EIDER_TEST_TOKEN'] = planted;
  try {
    const project = await tempProject(
      [
        {
          uuid: 'asks',
          type: 'data_loader',
          language: 'sql',
          source: "SELECT length({{ mage_secret_var('EIDER_TEST_TOKEN') }}) AS n",
        },
        {
          uuid: 'fails',
          type: 'data_loader',
          language: 'sql',
          source: "SELECT CAST({{ mage_secret_var('EIDER_TEST_TOKEN') }} AS INTEGER) AS n",
        },
        {
          uuid: 'prints',
          type: 'custom',
          language: 'typescript',
          source: `import { custom, log, secret } from 'eider';
            export default custom(({ variables, configuration }) => {
              const token = secret('EIDER_TEST_TOKEN');
              console.log('token', token, configuration.token,  JSON.stringify({ token })); log.info(String(variables.token));
              throw new Error('bad token ' + token);
            });`,
          fields: { configuration: { token: "Bearer {{ mage_secret_var('EIDER_TEST_TOKEN') }}" } },
        },
        ...names,
      ],
      { token: "{{ mage_secret_var('EIDER_TEST_TOKEN') }}" },
    );
    const run = await runDemo(project, { allowFailures: true });
    expect(run.block('asks').status).toBe('completed');
    expect(run.block('prints').failure?.message).toBe('bad token ***');
    expect(run.block('each').status).toBe('completed');
    const told = JSON.stringify(run.events);
    const files = (await readdir(path.join(project, '.eider'), { recursive: true, withFileTypes: true })).filter(
      // the list of items is what the block gave, with the secret that its author put into it
      (entry) => entry.isFile() && !/many.*output_1/.test(path.join(entry.parentPath, entry.name)),
    );
    const texts = await Promise.all(files.map((entry) => readFile(path.join(entry.parentPath, entry.name), 'latin1')));
    for (const text of [told, ...texts]) {
      expect(text).not.toContain(planted);
      expect(text).not.toContain(JSON.stringify(planted).slice(1, -1));
    }
    expect(texts.join('')).toContain('token ***');
  } finally {
    delete process.env['EIDER_TEST_TOKEN'];
  }
});

it('leaves the events true when a secret is a word of theirs', async () => {
  process.env['EIDER_TEST_PASSWORD'] = 'failed';
  try {
    const source = "SELECT CAST({{ mage_secret_var('EIDER_TEST_PASSWORD') }} AS INTEGER)";
    const project = await tempProject([{ uuid: 'failed', type: 'data_loader', language: 'sql', source }]);
    const run = await runDemo(project);
    expect(run.block('failed')).toMatchObject({
      status: 'failed',
      failure: { code: 'sql_failed', file: expect.stringMatching(/failed\.sql$/) as string },
    });
    const state = await readRun(project, { pipeline: 'demo', run: run.run });
    expect(state).toMatchObject({ status: 'failed', blocks: [{ status: 'failed' }] });
  } finally {
    delete process.env['EIDER_TEST_PASSWORD'];
  }
});

it('says how to set a secret that is missing', async () => {
  const project = await tempProject([
    { uuid: 'asks', type: 'data_loader', language: 'sql', source: "SELECT\n{{ mage_secret_var('NOT_THERE') }}" },
  ]);
  expect((await runDemo(project)).block('asks')).toMatchObject({
    status: 'failed',
    failure: { code: 'secret_missing', line: 2, column: 1 },
  });
});

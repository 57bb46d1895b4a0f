import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempProject } from '../../test/support/temp-project';

const planted = 'pl4nted-"s3cret"\\x';

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
      ],
      { token: "{{ mage_secret_var('EIDER_TEST_TOKEN') }}" },
    );
    const run = await runDemo(project, { allowFailures: true });
    expect(run.block('asks').status).toBe('completed');
    expect(run.block('prints').failure?.message).toBe('bad token ***');
    const told = JSON.stringify(run.events);
    const files = (await readdir(path.join(project, '.eider'), { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile(),
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

it('says how to set a secret that is missing', async () => {
  const project = await tempProject([
    { uuid: 'asks', type: 'data_loader', language: 'sql', source: "SELECT\n{{ mage_secret_var('NOT_THERE') }}" },
  ]);
  expect((await runDemo(project)).block('asks')).toMatchObject({
    status: 'failed',
    failure: { code: 'secret_missing', line: 2, column: 1 },
  });
});

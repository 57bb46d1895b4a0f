import { describe, expect, it } from 'vitest';
import { tempFolder, writeFiles } from '../../test/support/temp-project';
import { projectAt } from './find-project';
import { readProjectSettings } from './project-settings';
import { validateProject } from './validate';

const settingsOf = async (text: string) => {
  const root = await tempFolder();
  await writeFiles(root, { 'metadata.yaml': text });
  const settings = await readProjectSettings(projectAt(root));
  expect(await validateProject(projectAt(root))).toEqual(settings.problems);
  return settings;
};

describe("a project's settings of runs", () => {
  it('say how failed blocks are tried again, and how many blocks run at once on the machine', async () => {
    expect(await settingsOf('retry_config:\n  retries: 2\nqueue_config:\n  concurrency: 3\n')).toMatchObject({
      retry: { retries: 2, delay: null },
      queue: { concurrency: 3 },
      problems: [],
    });
  });

  it('of the wrong type are told at their place', async () => {
    const { problems } = await settingsOf('retry_config:\n  retries: often\nqueue_config: [20]\n');
    expect(problems.map(({ message, line }) => [line, message])).toEqual([
      [2, 'The project: retry_config: retries is the text "often", and should be a whole number of at least 0.'],
      [3, 'The project: queue_config is a list, and should be a map of names and values.'],
    ]);
  });

  it('are the usual ones in a file that is a template of YAML', async () => {
    const settings = await settingsOf('retry_config: {{ env_var("X") }\n');
    expect(settings).toEqual(await settingsOf('project_type: standalone\n'));
  });
});

import { appendFile, rm } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { writeRecords } from '../../test/support/experiments';
import { tempFolder } from '../../test/support/temp-project';
import { experimentFile, storePaths } from './paths';
import { watchExperiments } from './watch-experiments';

it('tells of records that come, grow and go, from the first of a project on', async () => {
  const root = await tempFolder();
  let changes = 0;
  const watch = watchExperiments(root, () => void (changes += 1));
  onTestFinished(() => watch.dispose());
  const changed = async (change: Promise<unknown>) => {
    const before = changes;
    await change;
    await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(before);
  };
  await changed(writeRecords(root, { id: 'a', end: null }));
  await changed(writeRecords(root, { id: 'b', pipeline: 'other' }));
  await changed(appendFile(experimentFile(root, 'demo', 'a'), '{}\n'));
  await changed(rm(storePaths(root).experiments, { recursive: true }));
  await changed(writeRecords(root, { id: 'c' }));
});

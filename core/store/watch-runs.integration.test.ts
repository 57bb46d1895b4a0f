import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tempFolder } from '../../test/support/temp-project';
import { eventLogFile, runFolder, storePaths } from './paths';
import { watchRuns } from './watch-runs';

async function begin(root: string, pipeline: string, run: string): Promise<void> {
  const log = eventLogFile(root, pipeline, run);
  await mkdir(path.dirname(log), { recursive: true });
  await writeFile(log, '{}\n');
}

/** Watches a project and keeps what was told, `+demo/r1` for a run that appeared and `-demo/r1` for one that vanished. */
async function told(root: string): Promise<string[]> {
  const words: string[] = [];
  const watch = watchRuns(root, {
    appeared: ({ pipeline, run }) => words.push(`+${pipeline}/${run}`),
    vanished: ({ pipeline, run }) => words.push(`-${pipeline}/${run}`),
  });
  onTestFinished(() => watch.dispose());
  await watch.ready;
  return words;
}

const settled = (words: readonly string[], expected: readonly string[]) =>
  vi.waitFor(() => expect([...words].sort()).toEqual([...expected].sort()), { timeout: 10_000 });

describe('the runs of a project', () => {
  it('are told of from the first one on, whose folders are all made at once', async () => {
    const root = await tempFolder();
    const words = await told(root);
    await begin(root, 'demo', 'r1');
    await settled(words, ['+demo/r1']);
    await begin(root, 'demo', 'r2');
    await begin(root, 'other', 'r3');
    await settled(words, ['+demo/r1', '+demo/r2', '+other/r3']);
  });

  it('are not told of when they were there before', async () => {
    const root = await tempFolder();
    await begin(root, 'demo', 'r1');
    const words = await told(root);
    await begin(root, 'demo', 'r2');
    await settled(words, ['+demo/r2']);
  });

  it('are told of when their log has begun, not before', async () => {
    const root = await tempFolder();
    await mkdir(runFolder(root, 'demo', 'r1'), { recursive: true });
    const words = await told(root);
    await mkdir(runFolder(root, 'demo', 'r2'), { recursive: true });
    await writeFile(eventLogFile(root, 'demo', 'r2'), '');
    await begin(root, 'demo', 'r3');
    await settled(words, ['+demo/r3']);
    await begin(root, 'demo', 'r1');
    await begin(root, 'demo', 'r2');
    await settled(words, ['+demo/r1', '+demo/r2', '+demo/r3']);
  });

  it('are told of when they are removed, and when there are new ones afterwards', async () => {
    const root = await tempFolder();
    await begin(root, 'demo', 'r1');
    await begin(root, 'demo', 'r2');
    const words = await told(root);
    await rm(runFolder(root, 'demo', 'r1'), { recursive: true });
    await settled(words, ['-demo/r1']);
    await rm(storePaths(root).root, { recursive: true });
    await begin(root, 'demo', 'r3');
    await settled(words, ['-demo/r1', '-demo/r2', '+demo/r3']);
  });
});

import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempFolder } from '../../test/support/temp-project';
import { projectAt } from '../project/find-project';
import { readPipeline } from '../project/read-pipeline';
import type { RunEvent } from '../protocol/run-events';
import { readBlockOutputs } from '../store/outputs';
import { planRun } from './plan';

const fixtures = path.resolve('test/fixtures/runs');
const names = await readdir(fixtures);

describe.each(names.filter((name) => !name.includes('.')))('the project %s', (name) => {
  it('is planned, runs and stores as it did', async () => {
    const root = await tempFolder();
    await cp(path.join(fixtures, name), root, { recursive: true });
    const reading = await readPipeline(projectAt(root), 'demo');
    const plan = planRun(reading, { selection: null, changed: false });
    const { events } = await runDemo(root);
    const lines = [
      '# plan',
      ...plan.blocks.map(({ uuid, action, upstream }) => `${action} ${uuid} after [${upstream.join(', ')}]`),
      '# events',
      ...events.filter(({ type }) => type !== 'block_progress').map((event) => steady(event, root)),
      '# outputs',
      ...(await Promise.all(plan.blocks.map(({ uuid }) => outputsOf(root, uuid)))).flat(),
    ];
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(path.join(fixtures, `${name}.golden.txt`));
  });
});

/** An event as one line of JSON without what differs from run to run. */
function steady(event: RunEvent, root: string): string {
  const left = new Set(['time', 'run', 'process', 'seconds', 'bytes', 'detail', 'blocks']);
  const text = JSON.stringify(event, (key, value: unknown) => (left.has(key) ? undefined : value));
  return text.replaceAll(JSON.stringify(root).slice(1, -1), '');
}

async function outputsOf(root: string, block: string): Promise<string[]> {
  const stored = await readBlockOutputs(root, 'demo', block);
  if (stored === null) return [`${block}: nothing`];
  const { outputs, children } = stored.manifest;
  const own = outputs.map(
    ({ index, name, kind, rows, columns }) => `${block}: ${index} ${name} ${kind} ${rows ?? '-'} x ${columns ?? '-'}`,
  );
  const inner = await Promise.all((children ?? []).map((child) => outputsOf(root, `${block}:${child.name}`)));
  return [...own, ...inner.flat()];
}

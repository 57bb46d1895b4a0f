import { cp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { demoRequest, runDemo, storedRows, storedText } from '../../test/support/run-demo';
import { tempFolder } from '../../test/support/temp-project';
import { projectAt } from '../project/find-project';
import { readTextOrNull } from '../project/files';
import { readPipeline } from '../project/read-pipeline';
import type { OutputInfo } from '../protocol/outputs';
import { runRequestSchema } from '../protocol/runner';
import { readBlockOutputs } from '../store/outputs';
import { eventLogFile } from '../store/paths';
import { listRuns } from '../store/runs';
import { planRun } from './plan';

/*
 * Each folder of `test/fixtures/runs` is a project with a pipeline `demo`; the text beside it is what its runs plan, tell
 * and store. Its blocks stand in a row, or run one at a time, so that the order of events is always the same.
 */
const fixtures = path.resolve('test/fixtures/runs');
const names = await readdir(fixtures);

const { selection, changed, allowFailures, variables } = runRequestSchema.entries;
/** `golden.json` of a project, where there is more to it than one run of the whole pipeline. */
const goldenSchema = v.strictObject({
  /** What is different in each run of `demo`, in their order. */
  runs: v.array(
    v.strictObject({
      selection: v.exactOptional(selection),
      changed: v.exactOptional(changed),
      allowFailures: v.exactOptional(allowFailures),
      variables: v.exactOptional(variables),
    }),
  ),
  environment: v.optional(v.record(v.string(), v.string()), {}),
});

afterEach(() => void vi.unstubAllEnvs());

describe.each(names.filter((name) => !name.includes('.')))('the project %s', (name) => {
  it('is planned, runs and stores as it did', async () => {
    const root = await tempFolder();
    await cp(path.join(fixtures, name), root, { recursive: true });
    const { runs, environment } = await readGolden(root);
    for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
    const lines: string[] = [];
    const told = new Set<string>();
    for (const change of runs) {
      const { blocks } = planRun(await readPipeline(projectAt(root), 'demo'), demoRequest(root, change));
      await runDemo(root, change);
      lines.push(
        runs.length === 1 ? '# plan' : `# plan with ${JSON.stringify(change)}`,
        ...blocks.map(({ uuid, action, upstream }) => `${action} ${uuid} after [${upstream.join(', ')}]`),
      );
      // with the runs that it has started, of a data product
      for (const { pipeline, run } of (await listRuns(root)).reverse()) {
        if (told.has(run)) continue;
        told.add(run);
        lines.push(`# events of ${pipeline}`, ...(await eventsOf(root, pipeline, run)));
      }
    }
    const { pipeline } = await readPipeline(projectAt(root), 'demo');
    const outputs = (pipeline?.blocks ?? []).map(({ uuid }) => outputsOf(root, uuid));
    lines.push('# outputs', ...(await Promise.all(outputs)).flat());
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(path.join(fixtures, `${name}.golden.txt`));
  });
});

async function readGolden(root: string): Promise<v.InferOutput<typeof goldenSchema>> {
  return v.parse(goldenSchema, JSON.parse((await readTextOrNull(path.join(root, 'golden.json'))) ?? '{"runs": [{}]}'));
}

/** The event log of a run without what differs from run to run or from system to system. */
async function eventsOf(root: string, pipeline: string, run: string): Promise<string[]> {
  const left = new Set(['time', 'run', 'process', 'seconds', 'bytes', 'detail', 'blocks']);
  const steady = (key: string, value: unknown): unknown => {
    if (left.has(key)) return undefined;
    return typeof value === 'string' ? value.replaceAll(root, '').replaceAll('\\', '/') : value;
  };
  const lines = (await readFile(eventLogFile(root, pipeline, run), 'utf8')).trimEnd().split('\n');
  return lines
    .filter((line) => !line.includes('"type":"block_progress"'))
    .map((line) => JSON.stringify(JSON.parse(line, steady)));
}

async function outputsOf(root: string, block: string): Promise<string[]> {
  const stored = await readBlockOutputs(root, 'demo', block);
  if (stored === null) return [`${block}: nothing`];
  const { outputs, children } = stored.manifest;
  if (children === null && outputs.length === 0) return [`${block}: no outputs`];
  const own = outputs.map(async (output) => {
    const { index, name, kind, rows, columns } = output;
    return `${block}: ${index} ${name} ${kind} ${rows ?? '-'} x ${columns ?? '-'}${await contentOf(root, block, output)}`;
  });
  const inner = (children ?? []).map((child) => outputsOf(root, `${block}:${child.name}`));
  const runs = children === null ? [] : [`${block}: once for each of ${children.length} items`];
  return [...runs, ...(await Promise.all(own)), ...(await Promise.all(inner)).flat()];
}

/** What a small output holds, where that can be shown on a line. */
async function contentOf(root: string, block: string, { index, kind, rows }: OutputInfo): Promise<string> {
  if (kind === 'json' || kind === 'text') return ` ${await storedText(root, block, index)}`;
  return kind === 'table' && (rows ?? 0) <= 5 ? ` ${JSON.stringify(await storedRows(root, block, index))}` : '';
}

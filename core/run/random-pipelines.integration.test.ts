import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runDemo, type DemoRun } from '../../test/support/run-demo';
import { projectFiles, writeFiles, type BlockSource } from '../../test/support/temp-project';
import { readBlockOutputs } from '../store/outputs';
import { readRun } from '../store/runs';
import type { Ending } from './outcomes';

interface Shape {
  readonly upstream: readonly number[];
  readonly fails: boolean;
  /** Whether it has a condition, and how that comes out. */
  readonly condition: boolean | null;
  readonly reduces: boolean;
}

interface Plan {
  readonly blocks: readonly Shape[];
  /** Of so many items each; their blocks are at these places. */
  readonly dynamic: ReadonlyMap<number, number>;
  readonly allowFailures: boolean;
  readonly parallel: number;
  /** Milliseconds after the start when the run is cancelled; null for never. */
  readonly cancelAfter: number | null;
}

const shape = fc.record({
  upstream: fc.uniqueArray(fc.nat(59), { maxLength: 3 }),
  fails: fc.integer({ min: 0, max: 19 }).map((dice) => dice === 0),
  condition: fc.integer({ min: 0, max: 19 }).map((dice) => (dice === 0 ? false : dice === 1 ? true : null)),
  reduces: fc.boolean(),
});
const plan: fc.Arbitrary<Plan> = fc.record({
  blocks: fc.array(shape, { minLength: 1, maxLength: 60, size: 'max' }),
  dynamic: fc
    .uniqueArray(fc.tuple(fc.nat(59), fc.nat(3)), { maxLength: 2, selector: ([place]) => place })
    .map((places) => new Map(places)),
  allowFailures: fc.boolean(),
  parallel: fc.integer({ min: 1, max: 6 }),
  cancelAfter: fc.option(fc.nat(300), { freq: 3 }),
});

const uuid = (place: number) => `b${place}`;

/** The blocks of a plan in SQL; each reads blocks before it only, so that there is no cycle. */
function sources({ blocks, dynamic }: Plan): BlockSource[] {
  return blocks.flatMap(({ upstream, fails, condition, reduces }, place): BlockSource[] => {
    const above = [...new Set(upstream.filter((other) => other < place))].map(uuid);
    const items = dynamic.get(place);
    const rows = items === undefined ? `SELECT ${place} AS n` : `SELECT range AS n FROM range(${items})`;
    const block: BlockSource = {
      uuid: uuid(place),
      language: 'sql',
      upstream: above,
      source: fails ? `SELECT error('block ${place}') AS n` : rows,
      fields: { configuration: { dynamic: items !== undefined, reduce_output: reduces } },
    };
    if (condition === null) return [block];
    const attached: BlockSource = {
      uuid: `only_if_${place}`,
      type: 'conditional',
      language: 'sql',
      upstream: [uuid(place)],
      source: `SELECT ${condition}`,
    };
    return [block, attached];
  });
}

it(
  'whatever the pipeline, each block ends once, after its inputs, and the store tells the truth',
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const root = await mkdtemp(path.join(os.tmpdir(), 'eider-random-'));
        try {
          const blocks = sources(given);
          await writeFiles(root, projectFiles({ demo: blocks }));
          const cancelled = new AbortController();
          const timer = given.cancelAfter === null ? undefined : setTimeout(() => cancelled.abort(), given.cancelAfter);
          const limits = { memory: null, threads: null, parallel: given.parallel };
          const run = await runDemo(root, { allowFailures: given.allowFailures, limits }, { signal: cancelled.signal });
          clearTimeout(timer);
          checkEvents(given, run, blocks);
          await checkStore(root, run);
        } finally {
          await rm(root, { recursive: true, force: true });
        }
      }),
      { numRuns: 80 },
    );
  },
);

function checkEvents(given: Plan, { events, finished }: DemoRun, blocks: readonly BlockSource[]): void {
  const started = new Set<string>();
  const ended = new Map<string, Ending>();
  const empty = new Set<string>(); // without items there is nobody to ask the condition for
  const upstreamOf = new Map(blocks.map((block) => [block.uuid, block.upstream ?? []]));
  for (const event of events) {
    if (event.type === 'block_started') {
      expect(started.has(event.block)).toBe(false);
      started.add(event.block);
      for (const above of upstreamOf.get(event.block) ?? []) expect(ended.get(above)).toBe('completed');
    }
    if (event.type === 'children_planned' && event.total === 0) empty.add(event.block);
    if (event.type === 'child_finished') expect(started.has(event.block)).toBe(true);
    if (event.type !== 'block_finished') continue;
    expect(ended.has(event.block)).toBe(false);
    ended.set(event.block, event.status);
  }
  expect([...ended.keys()].sort()).toEqual(given.blocks.map((_, place) => uuid(place)).sort());
  const endings = [...ended.values()];
  for (const [block, ending] of ended) {
    const above = (upstreamOf.get(block) ?? []).map((one) => ended.get(one));
    const failedAbove = above.some((one) => one === 'failed' || one === 'upstream_failed');
    if (ending === 'upstream_failed') expect(failedAbove).toBe(true);
    if (ending === 'completed' || ending === 'failed') expect(above.every((one) => one === 'completed')).toBe(true);
    const { condition, fails } = given.blocks[Number(block.slice(1))] ?? {};
    if (ending === 'completed' && !empty.has(block)) expect(condition).not.toBe(false);
    if (ending === 'failed') expect(fails).toBe(true);
  }
  if (finished.status === 'completed') {
    expect(endings.every((ending) => ending === 'completed' || ending === 'condition_failed')).toBe(true);
  }
  if (finished.status === 'failed') expect(endings).toContain('failed');
  if (given.cancelAfter === null) expect(finished.status).not.toBe('cancelled');
  if (given.allowFailures && given.cancelAfter === null) expect(endings).not.toContain('cancelled');
}

async function checkStore(root: string, { run, finished, events }: DemoRun): Promise<void> {
  const state = await readRun(root, { pipeline: 'demo', run });
  expect(state?.status).toBe(finished.status);
  for (const event of events) {
    if (event.type !== 'block_finished') continue;
    const stored = await readBlockOutputs(root, 'demo', event.block, run);
    expect(stored !== null).toBe(event.status === 'completed');
    expect(state?.blocks.find(({ plan: { uuid: block } }) => block === event.block)?.status).toBe(event.status);
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ending } from './outcomes';
import { runSchedule } from './schedule';

interface Node {
  readonly uuid: string;
  readonly upstream: readonly string[];
}

/** Runs a schedule whose blocks end when told to. */
function controlled(nodes: readonly Node[]) {
  const running = new Map<string, (ending: Ending) => void>();
  const skipped: string[] = [];
  const stop = new AbortController();
  const done = runSchedule(nodes, {
    stop: stop.signal,
    run: (node) => new Promise<Ending>((resolve) => running.set(node.uuid, resolve)),
    skip: (node, reason) => skipped.push(`${node.uuid} ${reason}`),
  });
  return {
    done,
    stop,
    skipped,
    running: () => [...running.keys()],
    async end(uuid: string, ending: Ending = 'completed') {
      running.get(uuid)?.(ending);
      running.delete(uuid);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

const diamond: Node[] = [
  { uuid: 'a', upstream: [] },
  { uuid: 'b', upstream: ['a'] },
  { uuid: 'slow', upstream: [] },
  { uuid: 'c', upstream: ['b', 'slow'] },
];

describe('the schedule of a run', () => {
  it('starts a block as soon as its own inputs are ready, whatever else still runs', async () => {
    const schedule = controlled(diamond);
    expect(schedule.running()).toEqual(['a', 'slow']);
    await schedule.end('a');
    expect(schedule.running()).toEqual(['slow', 'b']);
  });

  it('skips what depends on a block that failed, and goes on with the others', async () => {
    const schedule = controlled(diamond);
    await schedule.end('a', 'failed');
    expect(schedule.running()).toEqual(['slow']);
    await schedule.end('slow');
    expect(Object.fromEntries(await schedule.done)).toEqual({
      a: 'failed',
      b: 'upstream_failed',
      slow: 'completed',
      c: 'upstream_failed',
    });
  });

  it('skips what depends on a block whose condition did not pass', async () => {
    const schedule = controlled(diamond);
    await schedule.end('slow', 'failed');
    await schedule.end('a', 'condition_failed');
    expect(Object.fromEntries(await schedule.done)).toMatchObject({ b: 'condition_failed', c: 'upstream_failed' });
  });

  it('marks what had not started as cancelled when it is stopped', async () => {
    const schedule = controlled(diamond);
    schedule.stop.abort();
    await schedule.end('a', 'cancelled');
    await schedule.end('slow', 'cancelled');
    await schedule.done;
    expect(schedule.skipped).toEqual(['b cancelled', 'c cancelled']);
  });

  it('gives every block of any graph exactly one end, and runs it only after its inputs', async () => {
    const graphs = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(), async (edges, broken) => {
        const nodes = edges.map((targets, index) => ({
          uuid: `n${index}`,
          upstream: index === 0 ? [] : [...new Set(targets.map((target) => `n${target % index}`))],
        }));
        const completed = new Set<string>();
        const endings = await runSchedule(nodes, {
          stop: new AbortController().signal,
          async run(node) {
            expect(node.upstream.every((uuid) => completed.has(uuid))).toBe(true);
            await Promise.resolve();
            if (node.uuid === `n${broken}`) return 'failed';
            completed.add(node.uuid);
            return 'completed';
          },
          skip: (node) => expect(completed.has(node.uuid)).toBe(false),
        });
        expect([...endings.keys()].sort()).toEqual(nodes.map((node) => node.uuid).sort());
      }),
    );
  });
});

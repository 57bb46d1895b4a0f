import type { GraphNode } from '../graph/node';

/** How one block of a schedule ended. */
export type Ending = 'completed' | 'failed' | 'cancelled';

export interface ScheduleOptions<Node extends GraphNode> {
  /** Blocks that run at once, at least 1. */
  readonly parallel: number;
  /** Stops the start of further blocks; the running ones are expected to end by themselves. */
  readonly signal: AbortSignal;
  /** Runs one block; must not reject. */
  readonly run: (node: Node) => Promise<Ending>;
  /** Told of a block that will not run: an upstream failed, or the run was stopped before its turn. */
  readonly skip: (node: Node, reason: 'upstream_failed' | 'cancelled') => void;
}

/**
 * Runs nodes as soon as all of their upstreams have completed, without waiting for a whole layer. The first failure stops
 * the start of further blocks and lets the running ones finish; what depends on a failed block is skipped as
 * `upstream_failed`, what merely had not started as `cancelled`. Upstreams outside `nodes` count as completed.
 */
export function runSchedule<Node extends GraphNode>(
  nodes: readonly Node[],
  options: ScheduleOptions<Node>,
): Promise<ReadonlyMap<string, Ending | 'upstream_failed'>> {
  const endings = new Map<string, Ending | 'upstream_failed'>();
  const inside = new Set(nodes.map((node) => node.uuid));
  const waiting = new Set(nodes);
  let running = 0;
  let failed = false;

  return new Promise((resolve, reject) => {
    const advance = () => {
      for (const node of [...waiting]) {
        const upstream = node.upstream.filter((uuid) => inside.has(uuid)).map((uuid) => endings.get(uuid));
        if (upstream.some((ending) => ending === 'failed' || ending === 'upstream_failed'))
          settle(node, 'upstream_failed');
      }
      const stopped = failed || options.signal.aborted;
      for (const node of [...waiting]) {
        if (stopped || running >= Math.max(1, options.parallel)) break;
        const ready = node.upstream.every((uuid) => !inside.has(uuid) || endings.get(uuid) === 'completed');
        if (ready) start(node);
      }
      if (running > 0) return;
      for (const node of [...waiting]) settle(node, 'cancelled');
      resolve(endings);
    };
    const settle = (node: Node, reason: 'upstream_failed' | 'cancelled') => {
      waiting.delete(node);
      endings.set(node.uuid, reason);
      options.skip(node, reason);
    };
    const start = (node: Node) => {
      waiting.delete(node);
      running += 1;
      options
        .run(node)
        .then((ending) => {
          endings.set(node.uuid, ending);
          if (ending === 'failed') failed = true;
          running -= 1;
          advance();
        })
        .catch(reject);
    };
    advance();
  });
}

import type { GraphNode } from '../graph/node';
import type { Ending, SkipReason } from './outcomes';

export interface ScheduleOptions<Node extends GraphNode> {
  /** Stops the start of further blocks; the running ones are expected to end by themselves. */
  readonly stop: AbortSignal;
  /** Runs one block, or waits for a place to run it; must not reject. */
  readonly run: (node: Node) => Promise<Ending>;
  /** Told of a block that will not run. */
  readonly skip: (node: Node, reason: SkipReason) => void;
}

/**
 * Runs nodes as soon as all of their upstreams have completed, without waiting for a whole layer. What depends on a failed
 * block is skipped as `upstream_failed`, what depends on one whose condition did not pass as `condition_failed`, and what
 * had not started when the run was stopped as `cancelled`. Upstreams outside `nodes` count as completed.
 */
export function runSchedule<Node extends GraphNode>(
  nodes: readonly Node[],
  options: ScheduleOptions<Node>,
): Promise<ReadonlyMap<string, Ending>> {
  const endings = new Map<string, Ending>();
  const inside = new Set(nodes.map((node) => node.uuid));
  const waiting = new Set(nodes);
  let running = 0;

  return new Promise((resolve, reject) => {
    const upstreamOf = (node: Node) =>
      node.upstream.filter((uuid) => inside.has(uuid)).map((uuid) => endings.get(uuid) ?? null);
    const advance = () => {
      for (const node of [...waiting]) {
        const reason = reasonToSkip(upstreamOf(node));
        if (reason !== null) settle(node, reason);
      }
      for (const node of [...waiting]) {
        if (options.stop.aborted) break;
        if (upstreamOf(node).every((ending) => ending === 'completed' || ending === 'reused')) start(node);
      }
      if (running > 0) return;
      for (const node of [...waiting]) settle(node, 'cancelled');
      resolve(endings);
    };
    const settle = (node: Node, reason: SkipReason) => {
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
          running -= 1;
          advance();
        })
        .catch(reject);
    };
    advance();
  });
}

/** A failure above weighs more than a condition that did not pass. */
function reasonToSkip(upstream: readonly (Ending | null)[]): SkipReason | null {
  if (upstream.some((ending) => ending === 'failed' || ending === 'upstream_failed')) return 'upstream_failed';
  return upstream.includes('condition_failed') ? 'condition_failed' : null;
}

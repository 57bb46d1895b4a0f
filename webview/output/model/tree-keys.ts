import type { ModelTree } from '../../../core/protocol/model';

type Node = ModelTree['shown'][number];

/**
 * The node that an arrow leads to, in a tree that grows from left to right: its parent, its first child, or the nearest
 * above or below it on its level. Null where there is none.
 */
export function nextNode(shown: readonly Node[], from: number, key: string): number | null {
  const current = shown.find(({ node }) => node === from);
  if (current === undefined) return null;
  switch (key) {
    case 'ArrowLeft':
      return current.parent;
    case 'ArrowRight':
      return shown.find(({ parent }) => parent === from)?.node ?? null;
    case 'ArrowUp':
    case 'ArrowDown': {
      const sign = key === 'ArrowUp' ? -1 : 1;
      const onward = shown.filter(({ level, y }) => level === current.level && sign * (y - current.y) > 0);
      onward.sort((a, b) => sign * (a.y - b.y));
      return onward[0]?.node ?? null;
    }
    case 'Home':
      return shown[0]?.node ?? null;
    default:
      return null;
  }
}

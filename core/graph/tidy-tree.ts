/** Where a node of a tree is drawn, in steps: its level below the root, and its place across the levels. */
export interface TreePlace {
  readonly level: number;
  readonly place: number;
}

/** What a laid out subtree looks like from outside: on each of its levels the first and the last place, from its root's. */
interface Outline {
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/**
 * Places for the nodes of a tree: one step apart at least on a level, a parent in the middle above its children, and a
 * subtree drawn the same wherever it hangs (Reingold and Tilford, "Tidier Drawings of Trees", 1981; their threads are lists
 * here, which cost nothing at the depth of what is drawn). The least place is 0.
 *
 * `children` are the numbers of each node's children, in their order; node 0 is the root, and children have greater numbers
 * than their parents.
 */
export function tidyTree(children: readonly (readonly number[])[]): readonly TreePlace[] {
  const outlines: Outline[] = [];
  /** Of each node from its parent. */
  const offsets = new Float64Array(children.length);
  for (let node = children.length - 1; node >= 0; node -= 1) {
    outlines[node] = putTogether(children[node] ?? [], outlines, offsets);
  }
  const least = Math.min(0, ...(outlines[0]?.first ?? []));
  const places: TreePlace[] = [];
  for (const [node, below] of children.entries()) {
    const { level, place } = (places[node] ??= { level: 0, place: 0 - least });
    for (const child of below) places[child] = { level: level + 1, place: place + (offsets[child] ?? 0) };
  }
  return places;
}

/** Puts the subtrees of a node beside each other, each as near to those before it as it can be, and the node above them. */
function putTogether(below: readonly number[], outlines: readonly Outline[], offsets: Float64Array): Outline {
  const first: number[] = [];
  const last: number[] = [];
  for (const child of below) {
    const outline = outlines[child] ?? { first: [0], last: [0] };
    const met = Math.min(last.length, outline.first.length);
    let offset = 0;
    for (let level = 0; level < met; level += 1) {
      offset = Math.max(offset, (last[level] ?? 0) + 1 - (outline.first[level] ?? 0));
    }
    offsets[child] = offset;
    for (const [level, place] of outline.first.entries()) first[level] ??= place + offset;
    for (const [level, place] of outline.last.entries()) last[level] = place + offset;
  }
  const middle = ((first[0] ?? 0) + (last[0] ?? 0)) / 2;
  for (const child of below) offsets[child] = (offsets[child] ?? 0) - middle;
  return {
    first: [0, ...first.map((place) => place - middle)],
    last: [0, ...last.map((place) => place - middle)],
  };
}

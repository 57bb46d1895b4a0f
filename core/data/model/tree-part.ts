import { EiderError } from '../../errors';
import { tidyTree } from '../../graph/tidy-tree';
import type { Booster } from '../../learn/boost/booster';
import type { BoosterModel } from '../../learn/boost/booster-model';
import type { RegressionTree } from '../../learn/boost/tree';
import { treeBox, type DrawnLeaf, type DrawnSplit, type ModelTree } from '../../protocol/model';
import { splitWords } from './split-words';

/** Gaps between the boxes of a level, and between levels: there the answers are written. */
const gap = { place: 12, level: 64 };

/** A node that is shown, how it was reached, and the places in the list of shown nodes of those below it. */
interface Found {
  readonly node: number;
  readonly parent: number | null;
  readonly answer: DrawnSplit['answer'];
  readonly level: number;
  readonly below: number[];
}

/**
 * A part of a booster's tree, laid out from left to right: the node `root` and `levels` levels below it. What answers yes
 * is above. Throws `tree_missing` for a tree or a node that is not there.
 */
export function treePart(booster: Booster, tree: number, root: number, levels: number): ModelTree {
  const { model } = booster;
  const grown = treeOf(booster, tree);
  const way = wayTo(grown, root);
  if (way === null) {
    throw new EiderError({ code: 'tree_missing', message: `Tree ${tree} has no node ${root}.`, remedy: 'Begin at 0.' });
  }
  const found = foundBelow(model, grown, root, levels);
  const places = tidyTree(found.map(({ below }) => below));
  const corner = (at: number) => ({
    x: (places[at]?.level ?? 0) * (treeBox.width + gap.level),
    y: (places[at]?.place ?? 0) * (treeBox.height + gap.place),
  });
  const shown = found.map((one, at): DrawnSplit | DrawnLeaf => {
    const { node, parent, answer, level, below } = one;
    const drawn = { node, parent, answer, level, cover: grown.sumHessian[node] ?? 0, ...corner(at) };
    const split = splitWords(model, grown, node);
    if (split === null) return { ...drawn, kind: 'leaf', value: grown.splitConditions[node] ?? 0 };
    const hidden = below.length > 0 ? 0 : sizeOf(grown, node).nodes - 1;
    const { feature, test } = split;
    return { ...drawn, kind: 'split', feature, test, gain: grown.lossChanges[node] ?? 0, hidden };
  });
  const reach = (side: 'x' | 'y') => shown.reduce((most, box) => Math.max(most, box[side]), 0);
  return {
    tree,
    round: roundOf(model, tree),
    output: model.treeOutputs[tree] ?? 0,
    weight: model.treeWeights?.[tree] ?? 1,
    ...sizeOf(grown, 0),
    path: way.map(({ node, next }) => ({ node, text: answerWords(model, grown, node, next) })),
    shown,
    width: reach('x') + treeBox.width,
    height: reach('y') + treeBox.height,
  };
}

/** One tree of a booster. Throws `tree_missing`. */
export function treeOf({ model }: Booster, tree: number): RegressionTree {
  const grown = model.trees[tree];
  if (grown !== undefined) return grown;
  const { length } = model.trees;
  throw new EiderError({
    code: 'tree_missing',
    message: `The model has no tree ${tree}.`,
    remedy: length === 0 ? 'It has no trees at all.' : `Its trees are numbered 0 to ${length - 1}.`,
  });
}

function foundBelow(model: BoosterModel, tree: RegressionTree, root: number, levels: number): readonly Found[] {
  const found: Found[] = [{ node: root, parent: null, answer: null, level: 0, below: [] }];
  // grows while it is gone through, so that children come after their parents
  for (const { node, level, below } of found) {
    const split = splitWords(model, tree, node);
    if (split === null || level === levels) continue;
    for (const child of [split.yes, split.no]) {
      const answer = { yes: child === split.yes, missing: child === split.missing };
      below.push(found.length);
      found.push({ node: child, parent: node, answer, level: level + 1, below: [] });
    }
  }
  return found;
}

/** The nodes from the root to a node, without it, each with the next one; null when the tree has no such node. */
function wayTo({ parents, leftChildren, rightChildren }: RegressionTree, node: number) {
  if (node >= leftChildren.length) return null;
  const way: { readonly node: number; readonly next: number }[] = [];
  for (let next = node; next !== 0;) {
    const parent = parents[next] ?? -1;
    const isChild = leftChildren[parent] === next || rightChildren[parent] === next;
    if (!isChild || way.length > leftChildren.length) return null; // nodes that were pruned stay in the arrays
    way.unshift({ node: parent, next });
    next = parent;
  }
  return way;
}

/** Nodes, leaves, and the greatest number of questions on the way to one, below and with a node. */
function sizeOf({ leftChildren, rightChildren }: RegressionTree, root: number) {
  const size = { nodes: 0, leaves: 0, depth: 0 };
  const open = [{ node: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    const left = leftChildren[node] ?? -1;
    size.nodes += 1;
    size.depth = Math.max(size.depth, depth);
    if (left < 0) size.leaves += 1;
    else open.push({ node: left, depth: depth + 1 }, { node: rightChildren[node] ?? 0, depth: depth + 1 });
  }
  return size;
}

function roundOf({ iterationStarts }: BoosterModel, tree: number): number {
  return Math.max(
    0,
    iterationStarts.findLastIndex((start) => start <= tree),
  );
}

/** `distance < 2.5: no` */
function answerWords(model: BoosterModel, tree: RegressionTree, node: number, next: number): string {
  const split = splitWords(model, tree, node);
  return split === null ? '' : `${split.feature} ${split.test}: ${next === split.yes ? 'yes' : 'no'}`;
}

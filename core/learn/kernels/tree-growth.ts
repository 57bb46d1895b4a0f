import { addressAt, f64At, fillBytes, i32At, setF64, setI32, toAddress, toF64 } from './memory';
import { useCriterion, writeValue } from './tree-criterion';
import { useEntries } from './tree-entries';
import {
  JOB_BUDGET,
  JOB_LEAST_WEIGHT,
  JOB_LEAVES_LEFT,
  JOB_MAX_DEPTH,
  JOB_MAX_LEAVES,
  JOB_MIN_DECREASE,
  JOB_MIN_LEAF,
  JOB_MIN_SPLIT,
  JOB_MIN_WEIGHT,
  JOB_NODE_CAPACITY,
  JOB_NODE_COUNT,
  JOB_NODES,
  JOB_OPEN,
  JOB_OPEN_CAPACITY,
  JOB_OPEN_COUNT,
  JOB_STATE,
  JOB_TOTAL_WEIGHT,
  JOB_VALUES,
  NODE_COUNT,
  NODE_DEPTH,
  NODE_FEATURE,
  NODE_FROM,
  NODE_IMPROVEMENT,
  NODE_IMPURITY,
  NODE_LEFT,
  NODE_MIDDLE,
  NODE_RIGHT,
  NODE_TO,
  NODE_WEIGHT,
  OPEN_BYTES,
  OPEN_DEPTH,
  OPEN_FROM,
  OPEN_IS_LEFT,
  OPEN_PARENT,
  OPEN_TO,
  STATE_DONE,
  STATE_GROWING,
  STATE_NEW,
  TREE_NODE_BYTES,
} from './tree-job';
import { divideRows, drawRows, findLeaves, gatherRows, listRows, rowSum, rowWeight } from './tree-rows';
import { findTreeSplit, takeEffort, useSplits } from './tree-split';

/** Impurity and improvement below this count as none, as in scikit-learn: the distance of 1 from the next double. */
const EPSILON: f64 = 2.220446049250313e-16;

/**
 * Grows a tree, or goes on with it, until it is done, has looked at as many values as its budget says, or has no room for
 * more nodes; then whoever asked makes room and asks again. A tree depends on its job alone, whichever thread grows it.
 */
export function growTree(job: usize): void {
  useCriterion(job);
  useEntries(job);
  useSplits(job);
  if (i32At(job + JOB_STATE) === STATE_NEW) {
    start(job);
    setI32(job + JOB_STATE, STATE_GROWING);
  }
  const byImprovement = i32At(job + JOB_MAX_LEAVES) !== 0;
  let budget = toF64(i32At(job + JOB_BUDGET));
  while (budget > 0) {
    const open = i32At(job + JOB_OPEN_COUNT);
    if (open === 0) {
      findLeaves(job);
      setI32(job + JOB_STATE, STATE_DONE);
      return;
    }
    if (i32At(job + JOB_NODE_COUNT) + 2 > i32At(job + JOB_NODE_CAPACITY)) return;
    if (open + 2 > i32At(job + JOB_OPEN_CAPACITY)) return;
    if (byImprovement) growBest(job);
    else growNext(job);
    budget -= takeEffort() + 100;
  }
}

function start(job: usize): void {
  drawRows(job);
  const count = listRows(job);
  setF64(job + JOB_LEAST_WEIGHT, 0);
  gatherRows(job, 0, count);
  setF64(job + JOB_TOTAL_WEIGHT, rowWeight());
  setF64(job + JOB_LEAST_WEIGHT, f64At(job + JOB_MIN_WEIGHT) * rowWeight());
  useSplits(job);
  setI32(job + JOB_NODE_COUNT, 0);
  setI32(job + JOB_OPEN_COUNT, 0);
  setI32(job + JOB_LEAVES_LEFT, i32At(job + JOB_MAX_LEAVES) - 1);
  if (i32At(job + JOB_MAX_LEAVES) === 0) pushOpen(job, 0, count, 0, -1, 0);
  else pushBest(job, addNode(job, 0, count, 0, -1, 0));
}

/** Depth first: a node, then all below its left child, then all below its right one. */
function growNext(job: usize): void {
  const last = i32At(job + JOB_OPEN_COUNT) - 1;
  setI32(job + JOB_OPEN_COUNT, last);
  const open = addressAt(job + JOB_OPEN) + last * OPEN_BYTES;
  const from = i32At(open + OPEN_FROM);
  const to = i32At(open + OPEN_TO);
  const depth = i32At(open + OPEN_DEPTH);
  const number = addNode(job, from, to, depth, i32At(open + OPEN_PARENT), i32At(open + OPEN_IS_LEFT));
  const node = nodeAt(job, number);
  if (i32At(node + NODE_FEATURE) < 0) return;
  const middle = i32At(node + NODE_MIDDLE);
  pushOpen(job, middle, to, depth + 1, number, 0);
  pushOpen(job, from, middle, depth + 1, number, 1);
}

/** Best first: the children of the node whose split improves most. */
function growBest(job: usize): void {
  const number = popBest(job);
  const node = nodeAt(job, number);
  const left = i32At(job + JOB_LEAVES_LEFT);
  if (left <= 0 || i32At(node + NODE_FEATURE) < 0) return;
  setI32(job + JOB_LEAVES_LEFT, left - 1);
  const middle = i32At(node + NODE_MIDDLE);
  const depth = i32At(node + NODE_DEPTH) + 1;
  pushBest(job, addNode(job, i32At(node + NODE_FROM), middle, depth, number, 1));
  pushBest(job, addNode(job, middle, i32At(node + NODE_TO), depth, number, 0));
}

function nodeAt(job: usize, number: i32): usize {
  return addressAt(job + JOB_NODES) + toAddress(number) * TREE_NODE_BYTES;
}

/** Adds a node, and divides its rows if it has a split, which it then names a feature for; returns its number. */
function addNode(job: usize, from: i32, to: i32, depth: i32, parent: i32, isLeft: i32): i32 {
  const number = i32At(job + JOB_NODE_COUNT);
  setI32(job + JOB_NODE_COUNT, number + 1);
  const node = nodeAt(job, number);
  fillBytes(node, 0, TREE_NODE_BYTES);
  const count = to - from;
  const impurity = gatherRows(job, from, to);
  const weight = rowWeight();
  setF64(node + NODE_IMPURITY, impurity);
  setF64(node + NODE_WEIGHT, weight);
  setI32(node + NODE_LEFT, -1);
  setI32(node + NODE_RIGHT, -1);
  setI32(node + NODE_FEATURE, -1);
  setI32(node + NODE_COUNT, count);
  setI32(node + NODE_FROM, from);
  setI32(node + NODE_TO, to);
  setI32(node + NODE_DEPTH, depth);
  if (parent >= 0) setI32(nodeAt(job, parent) + (isLeft !== 0 ? NODE_LEFT : NODE_RIGHT), number);
  writeValue(addressAt(job + JOB_VALUES), number);
  const minLeaf = i32At(job + JOB_MIN_LEAF);
  if (depth >= i32At(job + JOB_MAX_DEPTH) || count < i32At(job + JOB_MIN_SPLIT) || count < 2 * minLeaf) return number;
  if (weight < 2 * f64At(job + JOB_LEAST_WEIGHT) || impurity <= EPSILON) return number;
  if (!findTreeSplit(node, weight, rowSum())) return number;
  const middle = divideRows(job, node);
  setI32(node + NODE_MIDDLE, middle);
  const least = f64At(job + JOB_MIN_DECREASE);
  if (least <= 0 && i32At(job + JOB_MAX_LEAVES) === 0) return number;
  const left = gatherRows(job, from, middle);
  const leftWeight = rowWeight();
  const right = gatherRows(job, middle, to);
  const gain = impurity - (leftWeight / weight) * left - (rowWeight() / weight) * right;
  const improvement = (weight / f64At(job + JOB_TOTAL_WEIGHT)) * gain;
  setF64(node + NODE_IMPROVEMENT, improvement);
  if (improvement + EPSILON < least) setI32(node + NODE_FEATURE, -1);
  return number;
}

function pushOpen(job: usize, from: i32, to: i32, depth: i32, parent: i32, isLeft: i32): void {
  const count = i32At(job + JOB_OPEN_COUNT);
  setI32(job + JOB_OPEN_COUNT, count + 1);
  const open = addressAt(job + JOB_OPEN) + count * OPEN_BYTES;
  setI32(open + OPEN_FROM, from);
  setI32(open + OPEN_TO, to);
  setI32(open + OPEN_DEPTH, depth);
  setI32(open + OPEN_PARENT, parent);
  setI32(open + OPEN_IS_LEFT, isLeft);
}

/** Whether a node comes before another: by improvement, of equal ones by number. */
function isBetter(job: usize, one: i32, other: i32): boolean {
  const a = f64At(nodeAt(job, one) + NODE_IMPROVEMENT);
  const b = f64At(nodeAt(job, other) + NODE_IMPROVEMENT);
  return a > b || (a === b && one < other);
}

/** Adds a node to the heap of those that may be split. */
function pushBest(job: usize, number: i32): void {
  const heap = addressAt(job + JOB_OPEN);
  let place = i32At(job + JOB_OPEN_COUNT);
  setI32(job + JOB_OPEN_COUNT, place + 1);
  while (place > 0) {
    const above = (place - 1) >> 1;
    const holder = i32At(heap + (above << 2));
    if (!isBetter(job, number, holder)) break;
    setI32(heap + (place << 2), holder);
    place = above;
  }
  setI32(heap + (place << 2), number);
}

function popBest(job: usize): i32 {
  const heap = addressAt(job + JOB_OPEN);
  const best = i32At(heap);
  const count = i32At(job + JOB_OPEN_COUNT) - 1;
  setI32(job + JOB_OPEN_COUNT, count);
  const moved = i32At(heap + (count << 2));
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= count) break;
    if (child + 1 < count && isBetter(job, i32At(heap + ((child + 1) << 2)), i32At(heap + (child << 2)))) child += 1;
    const holder = i32At(heap + (child << 2));
    if (!isBetter(job, holder, moved)) break;
    setI32(heap + (place << 2), holder);
    place = child;
  }
  setI32(heap + (place << 2), moved);
  return best;
}

import { addressAt, atLeast, f32At, i32At, setF32, setI32, toAddress, toCount, toI32 } from './memory';

/** Rows that are walked together: enough to fill the waits for memory, few enough to stay near the processor. */
export const BLOCK_ROWS: i32 = 64;

/** How rows are best walked through a tree: in step; in step, asking for categories; or one by one. */
export const WALK_IN_STEP: i32 = 0;
export const WALK_CATEGORIES: i32 = 1;
/** For a tree so deep for its width that rows in step would wait for the last ones most of the time. */
export const WALK_UNEVEN: i32 = 2;

/** A forest: how many features its splits ask about, where the list of them is, where that of its trees, and its nodes. */
export const FOREST_USED: i32 = 0;
export const FOREST_FEATURES: i32 = 4;
export const FOREST_STARTS: i32 = 8; // of each feature of the matrix, where it starts in a block; −1 when none asks for it
export const FOREST_TREES: i32 = 12;
export const FOREST_NODES: i32 = 16;
export const FOREST_BYTES: i32 = 20;

/** A tree: the address of its root, its levels below that, how it is walked, and the output that it adds to. */
export const TREE_ROOT: i32 = 0;
export const TREE_DEPTH: i32 = 4;
export const TREE_KIND: i32 = 8;
export const TREE_OUTPUT: i32 = 12;
export const TREE_BYTES: i32 = 16;

/**
 * A node, 16 bytes, its children side by side. A leaf leads to itself and its threshold is infinity, so that rows can be
 * walked for as many steps as the tree is deep, without asking which of them have arrived.
 */
const NODE_START: i32 = 0; // where its feature starts in a block; of a categorical node, the complement of that
const NODE_THRESHOLD: i32 = 4; // smaller goes left
const NODE_LEFT: i32 = 8; // address of the left child
const NODE_VALUE: i32 = 12; // of a leaf; of a categorical node, the address of its set

/** First value that is no category: XGBoost's floats cannot tell those from here on apart. */
const CATEGORY_LIMIT: f64 = 16777216;

/** Rows of a matrix, 32-bit floats: all of them, or with an address in `indptr`, those that are stored. */
export const ROWS_VALUES: i32 = 0;
export const ROWS_COLUMNS: i32 = 4;
export const ROWS_INDPTR: i32 = 8;
export const ROWS_INDICES: i32 = 12;
export const ROWS_BYTES: i32 = 16;

/**
 * Walks rows `from … to` through trees `begin … end`, a block of them at a time, and adds the leaf of each to its margin, in
 * the order of the trees and rounded to 32 bits at each step. With 0 `outputs`, the leaves' numbers
 * in the forest are written instead, rows × trees. `block` and `leaves` are places to work in. Returns the number of the first infinite value, or −1.
 */
export function walkRows(
  forest: usize,
  rows: usize,
  from: i32,
  to: i32,
  begin: i32,
  end: i32,
  outputs: i32,
  results: usize,
  block: usize,
  leaves: usize,
): i32 {
  const sparse = addressAt(rows + ROWS_INDPTR) !== 0;
  const trees = addressAt(forest + FOREST_TREES);
  let fault = -1;
  if (sparse) clearBlock(block, i32At(forest + FOREST_USED));
  for (let first = from; first < to; first += BLOCK_ROWS) {
    const count = first + BLOCK_ROWS < to ? BLOCK_ROWS : to - first;
    const found = sparse ? fillSparse(forest, rows, first, count, block) : fillDense(forest, rows, first, count, block);
    if (fault < 0) fault = found;
    for (let tree = begin; tree < end; tree += 1) {
      const entry = trees + tree * TREE_BYTES;
      walkBlock(entry, block, count, leaves);
      if (outputs > 0) addLeaves(leaves, count, results + (first * outputs + i32At(entry + TREE_OUTPUT)) * 4, outputs);
      else
        keepLeaves(
          addressAt(forest + FOREST_NODES),
          leaves,
          count,
          results + (first * (end - begin) + tree - begin) * 4,
          end - begin,
        );
    }
    if (sparse) forgetSparse(forest, rows, first, count, block);
  }
  return fault;
}

function addLeaves(leaves: usize, count: i32, margins: usize, outputs: i32): void {
  const stride = outputs << 2;
  let margin = margins;
  const end = leaves + (count << 2);
  for (let leaf = leaves; leaf < end; leaf += 4) {
    setF32(margin, f32At(margin) + f32At(addressAt(leaf) + NODE_VALUE));
    margin += stride;
  }
}

function keepLeaves(nodes: usize, leaves: usize, count: i32, results: usize, trees: i32): void {
  const stride = trees << 2;
  let result = results;
  const end = leaves + (count << 2);
  for (let leaf = leaves; leaf < end; leaf += 4) {
    setI32(result, toCount((addressAt(leaf) - nodes) >> 4));
    result += stride;
  }
}

/**
 * A block has the used features one after the other, each with one number for each row, −infinity where it is missing;
 * then all of them again, with infinity there. A node whose missing values go left reads the first, another the second: so
 * missing values cost nothing.
 */
function fillDense(forest: usize, rows: usize, first: i32, count: i32, block: usize): i32 {
  const values = addressAt(rows + ROWS_VALUES);
  const columns = i32At(rows + ROWS_COLUMNS);
  const features = addressAt(forest + FOREST_FEATURES);
  const used = i32At(forest + FOREST_USED);
  const half = used * (BLOCK_ROWS << 2);
  let fault = -1;
  for (let row = 0; row < count; row += 1) {
    const start = values + toAddress(first + row) * toAddress(columns) * 4;
    let at = block + (row << 2);
    for (let slot = 0; slot < used; slot += 1) {
      const feature = i32At(features + (slot << 2));
      const value = f32At(start + (feature << 2));
      if (value - value === 0) {
        setF32(at, value);
        setF32(at + half, value);
      } else if (value !== value) {
        setF32(at, -Infinity);
        setF32(at + half, Infinity);
      } else if (fault < 0) fault = (first + row) * columns + feature;
      at += BLOCK_ROWS << 2;
    }
  }
  return fault;
}

/** All features missing in all rows. */
function clearBlock(block: usize, used: i32): void {
  const half = used * (BLOCK_ROWS << 2);
  const end = block + half;
  for (let at = block; at < end; at += 4) {
    setF32(at, -Infinity);
    setF32(at + half, Infinity);
  }
}

/** As {@link fillDense}, into a block where all is missing. */
function fillSparse(forest: usize, rows: usize, first: i32, count: i32, block: usize): i32 {
  const values = addressAt(rows + ROWS_VALUES);
  const indptr = addressAt(rows + ROWS_INDPTR);
  const indices = addressAt(rows + ROWS_INDICES);
  const starts = addressAt(forest + FOREST_STARTS);
  const half = i32At(forest + FOREST_USED) * (BLOCK_ROWS << 2);
  let fault = -1;
  for (let row = 0; row < count; row += 1) {
    const place = indptr + ((first + row) << 2);
    const end = i32At(place + 4) << 2;
    for (let at = i32At(place) << 2; at < end; at += 4) {
      const start = i32At(starts + (i32At(indices + at) << 2));
      if (start < 0) continue;
      const value = f32At(values + at);
      if (value - value === 0) {
        setF32(block + start + (row << 2), value);
        setF32(block + start + half + (row << 2), value);
      } else if (value === value && fault < 0) fault = at >> 2;
    }
  }
  return fault;
}

/** Makes missing again what {@link fillSparse} filled in. */
function forgetSparse(forest: usize, rows: usize, first: i32, count: i32, block: usize): void {
  const indptr = addressAt(rows + ROWS_INDPTR);
  const indices = addressAt(rows + ROWS_INDICES);
  const starts = addressAt(forest + FOREST_STARTS);
  const half = i32At(forest + FOREST_USED) * (BLOCK_ROWS << 2);
  for (let row = 0; row < count; row += 1) {
    const place = indptr + ((first + row) << 2);
    const end = i32At(place + 4) << 2;
    for (let at = i32At(place) << 2; at < end; at += 4) {
      const start = i32At(starts + (i32At(indices + at) << 2));
      if (start < 0) continue;
      setF32(block + start + (row << 2), -Infinity);
      setF32(block + start + half + (row << 2), Infinity);
    }
  }
}

/** Writes the address of the leaf that each of the first `count` rows of a block reaches in a tree. */
function walkBlock(tree: usize, block: usize, count: i32, leaves: usize): void {
  const root = addressAt(tree + TREE_ROOT);
  const depth = i32At(tree + TREE_DEPTH);
  const kind = i32At(tree + TREE_KIND);
  if (kind === WALK_IN_STEP) walkInStep(root, depth, block, count, leaves);
  else if (kind === WALK_CATEGORIES) walkByLevel(root, depth, block, count, leaves);
  else walkOneByOne(root, block, count, leaves);
}

/**
 * Eight rows at a time: each has to wait for memory at every step, and the others' steps fit in between. The comparison
 * is counted with and not branched on, which half of the time would be guessed wrongly. Walks up to seven rows too many.
 */
function walkInStep(root: usize, depth: i32, block: usize, count: i32, leaves: usize): void {
  const end = count << 2;
  for (let at = 0; at < end; at += 32) {
    const row = block + at;
    let n0 = root;
    let n1 = root;
    let n2 = root;
    let n3 = root;
    let n4 = root;
    let n5 = root;
    let n6 = root;
    let n7 = root;
    for (let level = 0; level < depth; level += 1) {
      n0 = step(n0, row);
      n1 = step(n1, row + 4);
      n2 = step(n2, row + 8);
      n3 = step(n3, row + 12);
      n4 = step(n4, row + 16);
      n5 = step(n5, row + 20);
      n6 = step(n6, row + 24);
      n7 = step(n7, row + 28);
    }
    const place = leaves + at;
    setI32(place, toCount(n0));
    setI32(place + 4, toCount(n1));
    setI32(place + 8, toCount(n2));
    setI32(place + 12, toCount(n3));
    setI32(place + 16, toCount(n4));
    setI32(place + 20, toCount(n5));
    setI32(place + 24, toCount(n6));
    setI32(place + 28, toCount(n7));
  }
}

function step(node: usize, row: usize): usize {
  return addressAt(node + NODE_LEFT) + (atLeast(row + i32At(node + NODE_START), node + NODE_THRESHOLD) << 4);
}

/** For trees with categories: all rows one step, then all the next, so that the steps of several can overlap here too. */
function walkByLevel(root: usize, depth: i32, block: usize, count: i32, leaves: usize): void {
  const end = count << 2;
  for (let at = 0; at < end; at += 4) setI32(leaves + at, toCount(root));
  for (let level = 0; level < depth; level += 1) {
    for (let at = 0; at < end; at += 4) setI32(leaves + at, toCount(childOf(addressAt(leaves + at), block + at)));
  }
}

function walkOneByOne(root: usize, block: usize, count: i32, leaves: usize): void {
  const end = count << 2;
  for (let at = 0; at < end; at += 4) {
    let node = root;
    while (addressAt(node + NODE_LEFT) !== node) node = childOf(node, block + at);
    setI32(leaves + at, toCount(node));
  }
}

function childOf(node: usize, row: usize): usize {
  const start = i32At(node + NODE_START);
  if (start >= 0) return step(node, row);
  return addressAt(node + NODE_LEFT) + (goesRight(addressAt(node + NODE_VALUE), f32At(row + ~start)) << 4);
}

/**
 * 1 for a category in the set of a node, which is as many words of bits as the word before them says; those that are not go
 * left, so do negative ones and those too large. Infinity stands for a missing value that goes right, −infinity for one
 * that goes left. A number, to count with.
 */
function goesRight(set: usize, value: f64): i32 {
  if (!(value >= 0 && value < CATEGORY_LIMIT)) return value === Infinity ? 1 : 0;
  const category = toI32(value);
  const word = category >> 5;
  if (word >= i32At(set)) return 0;
  return (i32At(set + 4 + (word << 2)) >>> (category & 31)) & 1;
}

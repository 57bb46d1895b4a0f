import { compact, cutColumn, encodeColumn, encodeSparse, transpose } from './bins';
import { addLeaf, lossGradients, roundGradients, sampleRows, sumSizes } from './gradients';
import { addBins, addBytes, addSparse, addWords, clearBins } from './histogram';
import { addressAt, countUp, f64At, i32At, setI32, subtractSums, takeBelow, toAddress } from './memory';
import {
  joinSides,
  partitionBytes,
  partitionSparse,
  partitionSparseValues,
  partitionValues,
  partitionWords,
} from './partition';
import { rankColumn, writeRanks } from './rank';
import { findSplit, NODE_BYTES, NODE_HISTOGRAM } from './split';
import { growTree } from './tree-growth';
import { walkRows } from './walk';

/**
 * What threads do for a training is written down as tasks, records of a fixed size in the shared memory, which whoever has
 * time takes. The fields of each kind stand where it is carried out, below.
 */
export const TASK_BYTES: i32 = 288;
/** Two nodes, children of one, follow the fields of a task that finds splits. */
export const TASK_NODES: i32 = 64;

export const TASK_GRADIENTS: i32 = 1;
export const TASK_ROUND: i32 = 2;
export const TASK_HISTOGRAM: i32 = 3;
export const TASK_PARTITION: i32 = 4;
export const TASK_SPLITS: i32 = 5;
export const TASK_LEAF: i32 = 6;
export const TASK_CUTS: i32 = 7;
export const TASK_ENCODE: i32 = 8;
export const TASK_ENCODE_SPARSE: i32 = 9;
export const TASK_TRANSPOSE: i32 = 10;
export const TASK_ROUTE: i32 = 11;
export const TASK_GROW: i32 = 12;
export const TASK_RANK: i32 = 13;
export const TASK_WRITE_RANKS: i32 = 14;
export const TASK_WALK: i32 = 15;

/** The queue: number of the next task, of the first that is not there yet, how many are done, and where tasks lie. */
export const QUEUE_NEXT: i32 = 0;
export const QUEUE_LIMIT: i32 = 4;
export const QUEUE_DONE: i32 = 8;
export const QUEUE_TASKS: i32 = 12;
export const QUEUE_MASK: i32 = 16; // a task's number in these bits is its place
/** Not 0 once a helping thread has failed in the middle of a task. */
export const QUEUE_FAILED: i32 = 20;
export const QUEUE_BYTES: i32 = 64;

/** Does tasks until none is left. */
export function work(queue: usize): void {
  for (;;) {
    const number = takeBelow(queue + QUEUE_NEXT, queue + QUEUE_LIMIT);
    if (number < 0) return;
    runTask(addressAt(queue + QUEUE_TASKS) + (number & i32At(queue + QUEUE_MASK)) * TASK_BYTES);
    countUp(queue + QUEUE_DONE);
  }
}

function runTask(task: usize): void {
  const kind = i32At(task);
  if (kind === TASK_HISTOGRAM) buildHistogram(task);
  else if (kind === TASK_PARTITION) partitionRows(task);
  else if (kind === TASK_SPLITS) findSplits(task);
  else if (kind === TASK_GRADIENTS) computeGradients(task);
  else if (kind === TASK_ROUTE) routeRows(task);
  else if (kind === TASK_ROUND) {
    roundGradients(
      addressAt(task + 4),
      i32At(task + 8),
      i32At(task + 12),
      f64At(task + 16),
      f64At(task + 24),
      task + 32,
    );
  } else if (kind === TASK_LEAF) {
    addLeaf(
      addressAt(task + 4),
      i32At(task + 8),
      addressAt(task + 12),
      i32At(task + 16),
      i32At(task + 20),
      f64At(task + 24),
    );
  } else if (kind === TASK_CUTS) cutValues(task);
  else if (kind === TASK_ENCODE) {
    encodeColumn(
      addressAt(task + 4),
      i32At(task + 8),
      addressAt(task + 12),
      i32At(task + 16),
      i32At(task + 20),
      addressAt(task + 24),
      i32At(task + 28),
    );
  } else if (kind === TASK_ENCODE_SPARSE) {
    encodeSparse(
      addressAt(task + 4),
      addressAt(task + 8),
      i32At(task + 12),
      addressAt(task + 16),
      i32At(task + 20),
      i32At(task + 24),
      addressAt(task + 28),
      i32At(task + 32),
    );
  } else if (kind === TASK_TRANSPOSE) {
    transpose(
      addressAt(task + 4),
      i32At(task + 8),
      i32At(task + 12),
      i32At(task + 16),
      i32At(task + 20),
      i32At(task + 24),
      addressAt(task + 28),
    );
  } else if (kind === TASK_GROW) growTree(addressAt(task + 4));
  else if (kind === TASK_RANK) {
    const distinct = rankColumn(
      addressAt(task + 4),
      addressAt(task + 8),
      addressAt(task + 12),
      addressAt(task + 16),
      i32At(task + 20),
      addressAt(task + 24),
    );
    setI32(task + 28, distinct);
  } else if (kind === TASK_WRITE_RANKS) {
    writeRanks(addressAt(task + 4), i32At(task + 8), addressAt(task + 12), i32At(task + 16));
  } else if (kind === TASK_WALK) {
    const fault = walkRows(
      addressAt(task + 4),
      addressAt(task + 8),
      i32At(task + 12),
      i32At(task + 16),
      i32At(task + 20),
      i32At(task + 24),
      i32At(task + 28),
      addressAt(task + 32),
      addressAt(task + 36),
      addressAt(task + 40),
    );
    setI32(task + 44, fault);
  }
}

function computeGradients(task: usize): void {
  const from = i32At(task + 8);
  const to = i32At(task + 12);
  const count = i32At(task + 16);
  const classes = i32At(task + 20);
  const gradients = addressAt(task + 36);
  lossGradients(
    i32At(task + 4),
    from,
    to,
    count,
    classes,
    addressAt(task + 24),
    addressAt(task + 28),
    addressAt(task + 32),
    f64At(task + 48),
    f64At(task + 56),
    gradients,
  );
  const share = f64At(task + 64);
  if (share < 1) sampleRows(from, to, count, classes, share, i32At(task + 40), gradients);
  const sums = addressAt(task + 44);
  for (let group: i32 = 0; group < classes; group += 1) {
    sumSizes(gradients + toAddress(group) * count * 8, from, to, sums + (group << 4));
  }
}

/** Codes, rows and gradients into a histogram, which is emptied first. */
function buildHistogram(task: usize): void {
  const histogram = addressAt(task + 4);
  const codes = addressAt(task + 12);
  const bundles = i32At(task + 16);
  const offsets = addressAt(task + 20);
  const rows = addressAt(task + 24);
  const from = i32At(task + 28);
  const to = i32At(task + 32);
  const gradients = addressAt(task + 36);
  const starts = addressAt(task + 44);
  clearBins(histogram, i32At(task + 8));
  if (bundles > 0) {
    if (i32At(task + 40) !== 0) addWords(histogram, codes, bundles, offsets, rows, from, to, gradients);
    else addBytes(histogram, codes, bundles, offsets, rows, from, to, gradients);
  }
  if (starts !== 0) addSparse(histogram, starts, addressAt(task + 48), rows, from, to, gradients);
}

/** How many rows go left is written to the task. A part of a node's rows is put together later, by a task of its own. */
function partitionRows(task: usize): void {
  const column = addressAt(task + 4);
  const rows = addressAt(task + 8);
  const scratch = addressAt(task + 12);
  const from = i32At(task + 16);
  const to = i32At(task + 20);
  const low = i32At(task + 24);
  const high = i32At(task + 28);
  const split = i32At(task + 32);
  const set = addressAt(task + 36);
  const missingLeft = i32At(task + 40);
  const width = i32At(task + 44); // bytes of a code; 0 for a sparse column
  let left: i32;
  if (width === 1) left = partitionBytes(column, rows, scratch, from, to, low, high, split, set, missingLeft);
  else if (width === 2) left = partitionWords(column, rows, scratch, from, to, low, high, split, set, missingLeft);
  else {
    const bins = addressAt(task + 56);
    left = partitionSparse(column, bins, high, rows, scratch, from, to, split, set, missingLeft);
  }
  setI32(task + 48, left);
  if (i32At(task + 52) !== 0) joinSides(rows, scratch, from, to, left);
}

/** As {@link partitionRows}, by the values themselves: for rows that a tree was not grown on. */
function routeRows(task: usize): void {
  const column = addressAt(task + 4);
  const rows = addressAt(task + 8);
  const scratch = addressAt(task + 12);
  const from = i32At(task + 16);
  const to = i32At(task + 20);
  const categories = i32At(task + 24);
  const count = i32At(task + 28); // of a sparse column; −1 for a dense one
  const values = addressAt(task + 32);
  const set = addressAt(task + 36);
  const missingLeft = i32At(task + 40);
  const threshold = f64At(task + 64);
  const left =
    count < 0
      ? partitionValues(column, rows, scratch, from, to, threshold, set, categories, missingLeft)
      : partitionSparseValues(column, values, count, rows, scratch, from, to, threshold, set, categories, missingLeft);
  setI32(task + 48, left);
  if (i32At(task + 52) !== 0) joinSides(rows, scratch, from, to, left);
}

/**
 * The splits of two nodes that are the children of one, by some of their bins: puts together the parts of the histogram
 * that was built, and takes it from the parent's to get the other child's.
 */
function findSplits(task: usize): void {
  const built = addressAt(task + 4);
  const parent = addressAt(task + 8);
  const parts = addressAt(task + 12);
  const count = i32At(task + 16);
  const stride = i32At(task + 20);
  const from = i32At(task + 24);
  const to = i32At(task + 28);
  const rules = addressAt(task + 32);
  for (let part: i32 = 0; part < count; part += 1) addBins(built, parts + part * stride, from, to);
  if (parent !== 0) {
    for (let bin = from; bin < to; bin += 1) subtractSums(parent + (bin << 4), built + (bin << 4));
  }
  const one = task + TASK_NODES;
  if (addressAt(one + NODE_HISTOGRAM) !== 0) findSplit(one, rules);
  const other = one + NODE_BYTES;
  if (addressAt(other + NODE_HISTOGRAM) !== 0) findSplit(other, rules);
}

/** Cut points of a column; its values are left as they are, and their copy is sorted. */
function cutValues(task: usize): void {
  const scratch = addressAt(task + 12);
  const count = i32At(task + 8);
  const kept = compact(addressAt(task + 4), count, scratch);
  const other = scratch + count * 4;
  const bins = cutColumn(scratch, other, other + count * 4, kept, i32At(task + 16), addressAt(task + 20));
  setI32(task + 24, bins);
  setI32(task + 28, kept);
}

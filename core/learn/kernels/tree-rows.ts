import {
  addressAt,
  copyBytes,
  f64At,
  fillBytes,
  i32At,
  setF64,
  setI32,
  toAddress,
  toCount,
  toF64,
  u16At,
} from './memory';
import { randomBelow, randomNumber } from './random';
import { addToTotals, classImpurity, clearTotals, logTerm, numberImpurity, useTotals } from './tree-criterion';
import {
  DATA_CODES,
  DATA_ROWS,
  DATA_STARTS,
  DATA_TABLE,
  FEATURE_BYTES,
  FEATURE_CODES,
  FEATURE_COUNT,
  FEATURE_LOW,
  FEATURE_WIDTH,
  JOB_BALANCED,
  JOB_CLASSES,
  JOB_CUMULATED,
  JOB_DATA,
  JOB_DRAWS,
  JOB_LEAF_OF,
  JOB_NODES,
  JOB_RANDOM_STATE,
  JOB_ROW_SCRATCH,
  JOB_ROWS,
  JOB_STATS,
  JOB_SUMS,
  JOB_TARGET,
  JOB_WEIGHT,
  NODE_FEATURE,
  NODE_FROM,
  NODE_LEFT,
  NODE_RIGHT,
  NODE_SPLIT_CODE,
  NODE_TO,
  NODE_ZERO_LEFT,
  TREE_NODE_BYTES,
} from './tree-job';

let weightSum: f64 = 0;
let targetSum: f64 = 0;

/** Draws the rows of a bootstrap sample: the weight of each becomes how often it was drawn. */
export function drawRows(job: usize): void {
  const draws = i32At(job + JOB_DRAWS);
  if (draws === 0) return;
  const rows = i32At(addressAt(job + JOB_DATA) + DATA_ROWS);
  const weights = addressAt(job + JOB_WEIGHT);
  const cumulated = addressAt(job + JOB_CUMULATED);
  const state = job + JOB_RANDOM_STATE;
  for (let row = 0; row < rows; row += 1) setF64(weights + toAddress(row) * 8, 0);
  for (let draw = 0; draw < draws; draw += 1) {
    const row = cumulated === 0 ? randomBelow(state, rows) : firstAbove(cumulated, rows, randomNumber(state));
    const place = weights + toAddress(row) * 8;
    setF64(place, f64At(place) + 1);
  }
  if (i32At(job + JOB_BALANCED) !== 0) balance(job, rows, draws);
}

/** The first row whose cumulated weight is above a share of all weight. */
function firstAbove(cumulated: usize, rows: i32, share: f64): i32 {
  const wanted = share * f64At(cumulated + toAddress(rows - 1) * 8);
  let low = 0;
  let length = rows - 1;
  while (length > 0) {
    const half = length >> 1;
    if (f64At(cumulated + toAddress(low + half) * 8) <= wanted) {
      low += half + 1;
      length -= half + 1;
    } else {
      length = half;
    }
  }
  return low;
}

function balance(job: usize, rows: i32, draws: i32): void {
  const classes = i32At(job + JOB_CLASSES);
  const sums = addressAt(job + JOB_SUMS);
  const weights = addressAt(job + JOB_WEIGHT);
  const targets = addressAt(job + JOB_TARGET);
  fillBytes(sums, 0, classes << 3);
  for (let row = 0; row < rows; row += 1) {
    const sum = sums + (i32At(targets + toAddress(row) * 4) << 3);
    setF64(sum, f64At(sum) + f64At(weights + toAddress(row) * 8));
  }
  let present = 0;
  for (let group = 0; group < classes; group += 1) if (f64At(sums + (group << 3)) > 0) present += 1;
  for (let row = 0; row < rows; row += 1) {
    const place = weights + toAddress(row) * 8;
    const ofClass = f64At(sums + (i32At(targets + toAddress(row) * 4) << 3));
    if (ofClass > 0) setF64(place, (f64At(place) * toF64(draws)) / (toF64(present) * ofClass));
  }
}

/** Lists the rows of a weight above 0; returns how many. */
export function listRows(job: usize): i32 {
  const rows = i32At(addressAt(job + JOB_DATA) + DATA_ROWS);
  const weights = addressAt(job + JOB_WEIGHT);
  let place = addressAt(job + JOB_ROWS);
  for (let row = 0; row < rows; row += 1) {
    if (f64At(weights + toAddress(row) * 8) <= 0) continue;
    setI32(place, row);
    place += 4;
  }
  return toCount(place - addressAt(job + JOB_ROWS)) >> 2;
}

/**
 * Weight and target of each row from … to, side by side at JOB_STATS: the weighted target, or the number of the class.
 * Returns their impurity, after which `rowWeight` and `rowSum` say their weight and weighted sum of targets.
 */
export function gatherRows(job: usize, from: i32, to: i32): f64 {
  const classes = i32At(job + JOB_CLASSES);
  const weights = addressAt(job + JOB_WEIGHT);
  const targets = addressAt(job + JOB_TARGET);
  let row = addressAt(job + JOB_ROWS) + toAddress(from) * 4;
  const end = addressAt(job + JOB_ROWS) + toAddress(to) * 4;
  let stat = addressAt(job + JOB_STATS);
  weightSum = 0;
  targetSum = 0;
  if (classes !== 0) {
    clearTotals();
    for (; row < end; row += 4) {
      const place = toAddress(i32At(row));
      const weight = f64At(weights + place * 8);
      const group = i32At(targets + place * 4);
      setF64(stat, weight);
      setI32(stat + 8, group);
      stat += 16;
      weightSum += weight;
      addToTotals(group, weight);
    }
    useTotals(weightSum, 0);
    return classImpurity();
  }
  let squares: f64 = 0;
  let logs: f64 = 0;
  for (; row < end; row += 4) {
    const place = toAddress(i32At(row));
    const weight = f64At(weights + place * 8);
    const target = f64At(targets + place * 8);
    setF64(stat, weight);
    setF64(stat + 8, weight * target);
    stat += 16;
    weightSum += weight;
    targetSum += weight * target;
    squares += weight * target * target;
    logs += weight * logTerm(target);
  }
  useTotals(weightSum, targetSum);
  return numberImpurity(weightSum, targetSum, squares, logs);
}

export function rowWeight(): f64 {
  return weightSum;
}

export function rowSum(): f64 {
  return targetSum;
}

/** Sorts the rows of a node by the side its split sends them to, each side in its old order; returns where the right ones begin. */
export function divideRows(job: usize, node: usize): i32 {
  const data = addressAt(job + JOB_DATA);
  const feature = addressAt(data + DATA_TABLE) + i32At(node + NODE_FEATURE) * FEATURE_BYTES;
  const split = i32At(node + NODE_SPLIT_CODE);
  const rows = addressAt(job + JOB_ROWS);
  const first = rows + toAddress(i32At(node + NODE_FROM)) * 4;
  const end = rows + toAddress(i32At(node + NODE_TO)) * 4;
  const scratch = addressAt(job + JOB_ROW_SCRATCH);
  const codes = addressAt(feature + FEATURE_CODES);
  const wide = i32At(feature + FEATURE_WIDTH) === 4;
  let left = first;
  let right = scratch;
  for (let at = first; at < end; at += 4) {
    const row = i32At(at);
    let goesLeft: boolean;
    if (codes === 0) goesLeft = sparseGoesLeft(data, feature, node, row);
    else if (wide) goesLeft = i32At(codes + toAddress(row) * 4) <= split;
    else goesLeft = u16At(codes + toAddress(row) * 2) <= split;
    setI32(left, row);
    setI32(right, row);
    if (goesLeft) left += 4;
    else right += 4;
  }
  copyBytes(left, scratch, toCount(right - scratch));
  return toCount(left - rows) >> 2;
}

function sparseGoesLeft(data: usize, feature: usize, node: usize, row: i32): boolean {
  const starts = addressAt(data + DATA_STARTS) + toAddress(row) * 4;
  const codes = addressAt(data + DATA_CODES);
  const low = i32At(feature + FEATURE_LOW);
  let place = i32At(starts);
  let length = i32At(starts + 4) - place;
  while (length > 0) {
    const half = length >> 1;
    if (i32At(codes + toAddress(place + half) * 4) < low) {
      place += half + 1;
      length -= half + 1;
    } else {
      length = half;
    }
  }
  if (place < i32At(starts + 4)) {
    const code = i32At(codes + toAddress(place) * 4);
    if (code < low + i32At(feature + FEATURE_COUNT)) return code <= i32At(node + NODE_SPLIT_CODE);
  }
  return i32At(node + NODE_ZERO_LEFT) !== 0;
}

/** Writes the number of the leaf that each row of the data falls into, whether or not the tree was grown on it. */
export function findLeaves(job: usize): void {
  const leafOf = addressAt(job + JOB_LEAF_OF);
  if (leafOf === 0) return;
  const data = addressAt(job + JOB_DATA);
  const table = addressAt(data + DATA_TABLE);
  const nodes = addressAt(job + JOB_NODES);
  const rows = i32At(data + DATA_ROWS);
  for (let row = 0; row < rows; row += 1) {
    let number = 0;
    for (;;) {
      const node = nodes + toAddress(number) * TREE_NODE_BYTES;
      if (i32At(node + NODE_LEFT) < 0) break;
      const feature = table + i32At(node + NODE_FEATURE) * FEATURE_BYTES;
      const codes = addressAt(feature + FEATURE_CODES);
      const split = i32At(node + NODE_SPLIT_CODE);
      let goesLeft: boolean;
      if (codes === 0) goesLeft = sparseGoesLeft(data, feature, node, row);
      else if (i32At(feature + FEATURE_WIDTH) === 4) goesLeft = i32At(codes + toAddress(row) * 4) <= split;
      else goesLeft = u16At(codes + toAddress(row) * 2) <= split;
      number = i32At(node + (goesLeft ? NODE_LEFT : NODE_RIGHT));
    }
    setI32(leafOf + toAddress(row) * 4, number);
  }
}

import { addressAt, copyBytes, f32At, f64At, i32At, setF32, setF64, setI32, toAddress, toCount } from './memory';
import { randomBelow, randomNumber } from './random';
import { addToLefts, clearLefts, splitScore } from './tree-criterion';
import { buildEntries, gatherDense, gatherSparse, highestCode, lowestCode } from './tree-entries';
import {
  DATA_DENSE,
  DATA_DENSE_COUNT,
  DATA_FEATURE_OF,
  DATA_FEATURES,
  DATA_SPARSE_COUNT,
  DATA_TABLE,
  ENTRY_BYTES,
  ENTRY_CODE,
  ENTRY_COUNT,
  ENTRY_SUM,
  ENTRY_WEIGHT,
  FEATURE_BYTES,
  FEATURE_CODES,
  FEATURE_COUNT,
  FEATURE_LOW,
  FEATURE_VALUES,
  JOB_CLASSES,
  JOB_DATA,
  JOB_ENTRIES,
  JOB_LEAST_WEIGHT,
  JOB_MARKS,
  JOB_MAX_FEATURES,
  JOB_MIN_LEAF,
  JOB_ONE_ENTRIES,
  JOB_ORDER,
  JOB_PAIRS,
  JOB_RANDOM,
  JOB_RANDOM_STATE,
  JOB_SCRATCH,
  JOB_SERIAL,
  JOB_STATS,
  JOB_SUMS,
  NODE_FEATURE,
  NODE_FROM,
  NODE_SPLIT_CODE,
  NODE_THRESHOLD,
  NODE_TO,
  NODE_ZERO_LEFT,
  ZERO_CODE,
} from './tree-job';

/** Values that are not further apart count as equal, as in scikit-learn: 1e-7 as a 32-bit float. */
const LEAST_DISTANCE: f64 = 1.0000000116860974e-7;

let job: usize = 0;
let table: usize = 0;
let featureOf: usize = 0;
let classes: i32 = 0;
let atRandom = false;
let minLeaf: i32 = 0;
let leastWeight: f64 = 0;
let entries: usize = 0;
let oneEntries: usize = 0;
let stats: usize = 0;
let pairs: usize = 0;
let rest: usize = 0;
let scratch: usize = 0;
let state: usize = 0;

let nodeCount: i32 = 0;
let nodeWeight: f64 = 0;
let nodeSum: f64 = 0;
let bestScore: f64 = 0;
let bestFeature: i32 = 0;
let bestThreshold: f64 = 0;
/** Features of the node so far that have two values. */
let varying: i32 = 0;
/** When not 0, features that have two values are written there, and not looked at further. */
let listing: usize = 0;
/** Values that were looked at. */
let effort: f64 = 0;

/** Makes a tree that of the functions below. */
export function useSplits(ofJob: usize): void {
  job = ofJob;
  const data = addressAt(job + JOB_DATA);
  table = addressAt(data + DATA_TABLE);
  featureOf = addressAt(data + DATA_FEATURE_OF);
  classes = i32At(job + JOB_CLASSES);
  atRandom = i32At(job + JOB_RANDOM) !== 0;
  minLeaf = i32At(job + JOB_MIN_LEAF);
  leastWeight = f64At(job + JOB_LEAST_WEIGHT);
  entries = addressAt(job + JOB_ENTRIES);
  oneEntries = addressAt(job + JOB_ONE_ENTRIES);
  stats = addressAt(job + JOB_STATS);
  pairs = addressAt(job + JOB_PAIRS);
  rest = addressAt(job + JOB_SUMS) + (classes << 4);
  scratch = job + JOB_SCRATCH;
  state = job + JOB_RANDOM_STATE;
}

/**
 * The best split of a node over features that are drawn for it, or all, by every threshold between two of its values
 * (Breiman, Friedman, Olshen and Stone 1984), or by one that is drawn at random for each feature (Geurts, Ernst and
 * Wehenkel 2006). Of equal ones the feature of the smallest number wins, then the lowest threshold. If no feature that was
 * drawn has two values, one of those that have is drawn in addition. Its rows' weights and targets lie at JOB_STATS.
 * Returns whether there is one; it is written to the node.
 */
export function findTreeSplit(node: usize, weight: f64, sum: f64): boolean {
  const data = addressAt(job + JOB_DATA);
  const from = i32At(node + NODE_FROM);
  const to = i32At(node + NODE_TO);
  nodeCount = to - from;
  nodeWeight = weight;
  nodeSum = sum;
  bestScore = -Infinity;
  bestFeature = -1;
  varying = 0;
  listing = 0;
  const features = i32At(data + DATA_FEATURES);
  const drawn = i32At(job + JOB_MAX_FEATURES);
  const serial = drawn < features ? drawFeatures(features, drawn) : 0;
  const order = addressAt(job + JOB_ORDER);
  if (serial === 0) {
    lookAtAll(data, from, to);
  } else {
    for (let at = 0; at < drawn; at += 1) {
      const feature = i32At(order + (at << 2));
      if (addressAt(table + feature * FEATURE_BYTES + FEATURE_CODES) !== 0) lookAtDense(feature, from, to);
    }
    if (i32At(data + DATA_SPARSE_COUNT) > 0) lookAtSparse(from, to, serial);
    if (varying === 0) lookFurther(data, from, to);
  }
  if (bestFeature < 0) return false;
  setI32(node + NODE_FEATURE, bestFeature);
  setF64(node + NODE_THRESHOLD, bestThreshold);
  const feature = table + bestFeature * FEATURE_BYTES;
  setI32(node + NODE_SPLIT_CODE, i32At(feature + FEATURE_LOW) + countUpTo(feature, bestThreshold) - 1);
  setI32(node + NODE_ZERO_LEFT, bestThreshold >= 0 ? 1 : 0);
  return true;
}

/** Values that were looked at since the last call. */
export function takeEffort(): f64 {
  const done = effort;
  effort = 0;
  return done;
}

function lookAtAll(data: usize, from: i32, to: i32): void {
  const dense = addressAt(data + DATA_DENSE);
  const denseCount = i32At(data + DATA_DENSE_COUNT);
  for (let at = 0; at < denseCount; at += 1) lookAtDense(i32At(dense + (at << 2)), from, to);
  if (i32At(data + DATA_SPARSE_COUNT) > 0) lookAtSparse(from, to, 0);
}

/** Puts features at random in front of the others, and marks them with a number of this node, which is returned. */
function drawFeatures(features: i32, drawn: i32): i32 {
  const order = addressAt(job + JOB_ORDER);
  const marks = addressAt(job + JOB_MARKS);
  const serial = i32At(job + JOB_SERIAL) + 1;
  setI32(job + JOB_SERIAL, serial);
  for (let at = 0; at < drawn; at += 1) {
    const chosen = order + ((at + randomBelow(state, features - at)) << 2);
    const feature = i32At(chosen);
    setI32(chosen, i32At(order + (at << 2)));
    setI32(order + (at << 2), feature);
    setI32(marks + (feature << 2), serial);
  }
  return serial;
}

/** For a node in which no feature that was drawn has two values: looks at one that has, each as likely as the others. */
function lookFurther(data: usize, from: i32, to: i32): void {
  const list = addressAt(job + JOB_MARKS) + (i32At(data + DATA_FEATURES) << 2);
  listing = list;
  lookAtAll(data, from, to);
  const found = toCount(listing - list) >> 2;
  listing = 0;
  if (found === 0) return;
  const feature = i32At(list + (randomBelow(state, found) << 2));
  if (addressAt(table + feature * FEATURE_BYTES + FEATURE_CODES) !== 0) {
    lookAtDense(feature, from, to);
    return;
  }
  const serial = i32At(job + JOB_SERIAL) + 1;
  setI32(job + JOB_SERIAL, serial);
  setI32(addressAt(job + JOB_MARKS) + (feature << 2), serial);
  lookAtSparse(from, to, serial);
}

function lookAtDense(number: i32, from: i32, to: i32): void {
  effort += nodeCount;
  const feature = table + number * FEATURE_BYTES;
  if (gatherDense(feature, from, to) === 1) return;
  const values = addressAt(feature + FEATURE_VALUES);
  const least = f32At(values + toAddress(lowestCode()) * 4);
  const most = f32At(values + toAddress(highestCode()) * 4);
  if (!differs(least, most)) return;
  varying += 1;
  if (listing !== 0) {
    setI32(listing, number);
    listing += 4;
  } else if (atRandom) {
    cutDense(number, feature, drawThreshold(least, most));
  } else {
    scan(number, values, entries, buildEntries(nodeCount));
  }
}

function lookAtSparse(from: i32, to: i32, serial: i32): void {
  const count = gatherSparse(from, to, serial);
  effort += nodeCount + count;
  const end = buildEntries(count);
  let next: usize = entries;
  while (next < end) {
    const first = next;
    const number = i32At(featureOf + toAddress(i32At(first + ENTRY_CODE)) * 4);
    const feature = table + number * FEATURE_BYTES;
    const low = i32At(feature + FEATURE_LOW);
    const above = low + i32At(feature + FEATURE_COUNT);
    while (next < end && i32At(next + ENTRY_CODE) < above) next += ENTRY_BYTES;
    // values by code, so that a code need not be taken down to its feature's first
    const values = addressAt(feature + FEATURE_VALUES) - toAddress(low) * 4;
    lookAtOne(number, values, first, next);
  }
}

/** A sparse feature by its entries, to which those for 0 are added in their place. */
function lookAtOne(number: i32, values: usize, first: usize, end: usize): void {
  const last = end - ENTRY_BYTES;
  let least = f32At(values + toAddress(i32At(first + ENTRY_CODE)) * 4);
  let most = f32At(values + toAddress(i32At(last + ENTRY_CODE)) * 4);
  let stored = 0;
  for (let entry = first; entry < end; entry += ENTRY_BYTES) stored += i32At(entry + ENTRY_COUNT);
  const zeros = nodeCount - stored;
  if (zeros > 0) {
    if (least > 0) least = 0;
    if (most < 0) most = 0;
  }
  if (!differs(least, most)) return;
  varying += 1;
  if (listing !== 0) {
    setI32(listing, number);
    listing += 4;
    return;
  }
  if (zeros > 0 && (zeros < minLeaf || stored < minLeaf) && first === last) return;
  let middle: usize = first;
  while (middle < end && f32At(values + toAddress(i32At(middle + ENTRY_CODE)) * 4) < 0) middle += ENTRY_BYTES;
  const before = toCount(middle - first);
  copyBytes(oneEntries, first, before);
  let target = oneEntries + before;
  if (zeros > 0) target = addZeros(target, first, end, zeros);
  copyBytes(target, middle, toCount(end - middle));
  target += toCount(end - middle);
  if (atRandom) cutEntries(number, values, target, drawThreshold(least, most));
  else scan(number, values, oneEntries, target);
}

/** What the rows without any of a feature's entries have; returns where it ends. */
function addZeros(target: usize, first: usize, end: usize, zeros: i32): usize {
  if (classes === 0) {
    let weight: f64 = 0;
    let sum: f64 = 0;
    for (let entry = first; entry < end; entry += ENTRY_BYTES) {
      weight += f64At(entry + ENTRY_WEIGHT);
      sum += f64At(entry + ENTRY_SUM);
    }
    setI32(target + ENTRY_CODE, ZERO_CODE);
    setI32(target + ENTRY_COUNT, zeros);
    setF64(target + ENTRY_WEIGHT, nodeWeight - weight);
    setF64(target + ENTRY_SUM, nodeSum - sum);
    return target + ENTRY_BYTES;
  }
  const totals = addressAt(job + JOB_SUMS);
  copyBytes(rest, totals, classes << 3);
  for (let entry = first; entry < end; entry += ENTRY_BYTES) {
    const place = rest + (i32At(entry + ENTRY_SUM) << 3);
    setF64(place, f64At(place) - f64At(entry + ENTRY_WEIGHT));
  }
  let left = zeros; // all of them in the first entry: only their sum matters, since they have the same value
  let next = target;
  for (let group = 0; group < classes; group += 1) {
    const weight = f64At(rest + (group << 3));
    if (weight <= 0 && !(left > 0 && group === classes - 1)) continue;
    setI32(next + ENTRY_CODE, ZERO_CODE);
    setI32(next + ENTRY_COUNT, left);
    setF64(next + ENTRY_WEIGHT, weight > 0 ? weight : 0);
    setI32(next + ENTRY_SUM, group);
    next += ENTRY_BYTES;
    left = 0;
  }
  return next;
}

/** All splits between two values of a feature, given its entries in the order of values. */
function scan(number: i32, values: usize, first: usize, end: usize): void {
  let count = 0;
  let weight: f64 = 0;
  let sum: f64 = 0;
  let code: i32 = i32At(first + ENTRY_CODE);
  let previous = valueOf(values, code);
  if (classes !== 0) clearLefts();
  for (let entry = first; entry < end; entry += ENTRY_BYTES) {
    const next = i32At(entry + ENTRY_CODE);
    if (next !== code) {
      const value = valueOf(values, next);
      if (nodeCount - count < minLeaf) return;
      if (count >= minLeaf && weight >= leastWeight && differs(previous, value)) {
        if (nodeWeight - weight >= leastWeight) consider(number, weight, sum, previous / 2 + value / 2);
      }
      code = next;
      previous = value;
    }
    count += i32At(entry + ENTRY_COUNT);
    weight += f64At(entry + ENTRY_WEIGHT);
    if (classes === 0) sum += f64At(entry + ENTRY_SUM);
    else addToLefts(i32At(entry + ENTRY_SUM), f64At(entry + ENTRY_WEIGHT));
  }
}

function valueOf(values: usize, code: i32): f64 {
  return code === ZERO_CODE ? 0 : f32At(values + toAddress(code) * 4);
}

/** One split of a dense feature, by the codes that were gathered. */
function cutDense(number: i32, feature: usize, threshold: f64): void {
  const split = countUpTo(feature, threshold);
  let count = 0;
  let weight: f64 = 0;
  let sum: f64 = 0;
  if (classes !== 0) clearLefts();
  const end = pairs + toAddress(nodeCount) * 8;
  let stat = stats;
  for (let pair = pairs; pair < end; pair += 8) {
    if (i32At(pair) < split) {
      count += 1;
      weight += f64At(stat);
      if (classes === 0) sum += f64At(stat + 8);
      else addToLefts(i32At(stat + 8), f64At(stat));
    }
    stat += 16;
  }
  considerCut(number, count, weight, sum, threshold);
}

/** One split of a sparse feature, by its entries and those for 0. */
function cutEntries(number: i32, values: usize, end: usize, threshold: f64): void {
  let count = 0;
  let weight: f64 = 0;
  let sum: f64 = 0;
  if (classes !== 0) clearLefts();
  for (let entry = oneEntries; entry < end; entry += ENTRY_BYTES) {
    if (valueOf(values, i32At(entry + ENTRY_CODE)) > threshold) break;
    count += i32At(entry + ENTRY_COUNT);
    weight += f64At(entry + ENTRY_WEIGHT);
    if (classes === 0) sum += f64At(entry + ENTRY_SUM);
    else addToLefts(i32At(entry + ENTRY_SUM), f64At(entry + ENTRY_WEIGHT));
  }
  considerCut(number, count, weight, sum, threshold);
}

function considerCut(number: i32, count: i32, weight: f64, sum: f64, threshold: f64): void {
  if (count < minLeaf || nodeCount - count < minLeaf) return;
  if (weight < leastWeight || nodeWeight - weight < leastWeight) return;
  consider(number, weight, sum, threshold);
}

function consider(number: i32, weight: f64, sum: f64, threshold: f64): void {
  const score = splitScore(weight, sum);
  if (score < bestScore || (score === bestScore && number >= bestFeature)) return;
  if (!(score > -Infinity)) return;
  bestScore = score;
  bestFeature = number;
  bestThreshold = threshold;
}

/** Whether one value is above another by more than what counts as equal; their sum is rounded as 32-bit floats are. */
function differs(value: f64, above: f64): boolean {
  if (above - value > 1) return true;
  setF32(scratch, value + LEAST_DISTANCE);
  return above > f32At(scratch);
}

function drawThreshold(least: f64, most: f64): f64 {
  const threshold = least + (most - least) * randomNumber(state);
  return threshold >= most ? least : threshold;
}

/** How many of a feature's distinct values lie at or below a threshold. */
function countUpTo(feature: usize, threshold: f64): i32 {
  const values = addressAt(feature + FEATURE_VALUES);
  let low = 0;
  let length = i32At(feature + FEATURE_COUNT);
  while (length > 0) {
    const half = length >> 1;
    if (f32At(values + toAddress(low + half) * 4) <= threshold) {
      low += half + 1;
      length -= half + 1;
    } else {
      length = half;
    }
  }
  return low;
}

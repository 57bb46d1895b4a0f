import { absolute, addressAt, f32At, f64At, fillBytes, i32At, setF32, setF64, setI32 } from './memory';
import { sortByKey } from './sort';

/** Where the fields of a node lie that `findSplit` is asked about, in bytes from its start. */
export const NODE_HISTOGRAM: i32 = 0; // address; 0 when the node is not to be split
export const NODE_FEATURES: i32 = 4; // address of the numbers of its features of several bins, and how many
export const NODE_FEATURE_COUNT: i32 = 8;
export const NODE_SINGLES: i32 = 12; // address of bin and number of its features of one bin, and how many
export const NODE_SINGLE_COUNT: i32 = 16;
export const NODE_SET: i32 = 20; // address where the set of a categorical split goes
export const NODE_SCRATCH: i32 = 24; // address of 16 bytes for each category
export const NODE_GRADIENT: i32 = 32;
export const NODE_HESSIAN: i32 = 40;
export const NODE_LOWER: i32 = 48; // bounds of the weights below it, by monotone constraints
export const NODE_UPPER: i32 = 56;
export const NODE_GAIN: i32 = 64; // answer: by how much the best split is better than none
export const NODE_LEFT_GRADIENT: i32 = 72;
export const NODE_LEFT_HESSIAN: i32 = 80;
export const NODE_SPLIT_FEATURE: i32 = 88; // −1 when no split is worth it
export const NODE_SPLIT_BIN: i32 = 92; // the last that goes left; −1 when only missing values do
export const NODE_MISSING_LEFT: i32 = 96;
export const NODE_IS_SET: i32 = 100;
export const NODE_BYTES: i32 = 112;

/** Where the parameters of a training lie. */
export const RULES_LAMBDA: i32 = 0;
export const RULES_ALPHA: i32 = 8;
export const RULES_MIN_CHILD_WEIGHT: i32 = 16;
export const RULES_MAX_DELTA_STEP: i32 = 24;
export const RULES_MAX_SET: i32 = 32; // most categories on one side of a split
export const RULES_MONOTONE: i32 = 36; // address of −1, 0 or 1 for each feature, or 0
export const RULES_TABLE: i32 = 40; // address of the features
export const RULES_SET_BYTES: i32 = 44; // of the largest set of categories
export const RULES_BYTES: i32 = 48;

/** Where the fields of a feature lie, in the table of features. */
export const FEATURE_FIRST_BIN: i32 = 0;
export const FEATURE_BINS: i32 = 4;
export const FEATURE_KIND: i32 = 8;
export const FEATURE_HAS_MISSING: i32 = 12;
export const FEATURE_BYTES: i32 = 16;

export const KIND_NUMERIC: i32 = 0;
export const KIND_ONE_HOT: i32 = 1; // categorical: one category against all others
export const KIND_PARTITION: i32 = 2; // categorical: a set against the rest

/** A split must be better than none by more than this, as in XGBoost. */
const LEAST_GAIN: f64 = 1e-6;

let lambda: f64 = 0;
let alpha: f64 = 0;
let minChildWeight: f64 = 0;
let maxDeltaStep: f64 = 0;
let monotone: usize = 0;
let constrained = false;
let lower: f64 = 0;
let upper: f64 = 0;
let gradient: f64 = 0;
let hessian: f64 = 0;
let ownScore: f64 = 0;
let bestScore: f64 = 0;
let bestFeature: i32 = 0;
let answer: usize = 0;

/**
 * The best split of a node by its histogram (Chen and Guestrin 2016, algorithms 1 and 3): over all bins of its features,
 * with missing values on either side. Of equal ones the feature of the smallest number wins, so that a node may be asked
 * about in parts.
 */
export function findSplit(node: usize, rules: usize): void {
  lambda = f64At(rules + RULES_LAMBDA);
  alpha = f64At(rules + RULES_ALPHA);
  minChildWeight = f64At(rules + RULES_MIN_CHILD_WEIGHT);
  maxDeltaStep = f64At(rules + RULES_MAX_DELTA_STEP);
  monotone = addressAt(rules + RULES_MONOTONE);
  constrained = maxDeltaStep > 0 || monotone !== 0;
  lower = f64At(node + NODE_LOWER);
  upper = f64At(node + NODE_UPPER);
  gradient = f64At(node + NODE_GRADIENT);
  hessian = f64At(node + NODE_HESSIAN);
  ownScore = scoreOf(gradient, hessian);
  bestScore = ownScore + LEAST_GAIN;
  bestFeature = -1;
  answer = node;
  setI32(node + NODE_SPLIT_FEATURE, -1);
  const histogram = addressAt(node + NODE_HISTOGRAM);
  scanSingles(histogram, addressAt(node + NODE_SINGLES), i32At(node + NODE_SINGLE_COUNT));
  const table = addressAt(rules + RULES_TABLE);
  const features = addressAt(node + NODE_FEATURES);
  const count = i32At(node + NODE_FEATURE_COUNT);
  for (let at = 0; at < count; at += 1) {
    const feature = i32At(features + (at << 2));
    const entry = table + feature * FEATURE_BYTES;
    const first = histogram + (i32At(entry + FEATURE_FIRST_BIN) << 4);
    const bins = i32At(entry + FEATURE_BINS);
    const hasMissing = i32At(entry + FEATURE_HAS_MISSING);
    const kind = i32At(entry + FEATURE_KIND);
    if (kind === KIND_NUMERIC) scanBins(first, bins, hasMissing, feature);
    else if (kind === KIND_ONE_HOT) scanCategories(first, bins, feature, i32At(rules + RULES_SET_BYTES));
    else scanSets(first, bins, feature, i32At(rules + RULES_MAX_SET), i32At(rules + RULES_SET_BYTES));
  }
}

/**
 * Features of one bin, such as those of a one-hot encoding: present on the left, missing on the right, or, if constraints
 * may forbid that, the other way round, which is bin −1.
 */
function scanSingles(histogram: usize, singles: usize, count: i32): void {
  const most = hessian - minChildWeight;
  const end = singles + (count << 3);
  for (let at = singles; at < end; at += 8) {
    const bin = histogram + (i32At(at) << 4);
    const hl = f64At(bin + 8);
    if (hl < minChildWeight || hl > most || hl <= 0 || hl >= hessian) continue;
    const gl = f64At(bin);
    const feature = i32At(at + 4);
    consider(scoreOfSides(gl, hl, feature), gl, hl, feature, 0, 0);
    if (monotone === 0) continue;
    const gm = gradient - gl;
    const hm = hessian - hl;
    consider(scoreOfSides(gm, hm, feature), gm, hm, feature, -1, 1);
  }
}

/**
 * All thresholds of a feature, first with missing values on the right, from the lowest up, then, where a row lacks the
 * feature, with them on the left, from the highest down. Of equal splits the first wins; that is XGBoost's order. The
 * split of missing values from all others comes in both ways, the second as bin −1, if constraints may forbid the first.
 */
function scanBins(first: usize, bins: i32, hasMissing: i32, feature: i32): void {
  const most = hessian - minChildWeight;
  const last = hasMissing !== 0 ? bins : bins - 1;
  let g: f64 = 0;
  let h: f64 = 0;
  for (let bin = 0; bin < last; bin += 1) {
    g += f64At(first + (bin << 4));
    h += f64At(first + (bin << 4) + 8);
    if (h >= minChildWeight && h <= most && h > 0 && h < hessian) {
      consider(scoreOfSides(g, h, feature), g, h, feature, bin, 0);
    }
  }
  if (hasMissing === 0 || h >= hessian) return;
  g = gradient;
  h = hessian;
  const least: i32 = monotone !== 0 ? 0 : 1;
  for (let bin = bins - 1; bin >= least; bin -= 1) {
    g -= f64At(first + (bin << 4));
    h -= f64At(first + (bin << 4) + 8);
    if (h >= minChildWeight && h <= most && h > 0 && h < hessian) {
      consider(scoreOfSides(g, h, feature), g, h, feature, bin - 1, 1);
    }
  }
}

/** One category goes right, all others go left; missing values on either side. */
function scanCategories(first: usize, bins: i32, feature: i32, setBytes: i32): void {
  let missingG = gradient;
  let missingH = hessian;
  for (let bin = 0; bin < bins; bin += 1) {
    missingG -= f64At(first + (bin << 4));
    missingH -= f64At(first + (bin << 4) + 8);
  }
  for (let bin = 0; bin < bins; bin += 1) {
    const g = f64At(first + (bin << 4));
    const h = f64At(first + (bin << 4) + 8);
    if (considerRight(g, h, feature, 1)) setOfOne(bin, setBytes);
    if (missingH > 0 && considerRight(g + missingG, h + missingH, feature, 0)) setOfOne(bin, setBytes);
  }
}

/**
 * Categories in the order of the weight that each would have by itself: the best set is one from either end of it (Fisher
 * 1958, "On grouping for maximum homogeneity"). The first so many go right. As in XGBoost, a category without rows has the
 * weight 0, and missing values go where the smaller set is not: left of sets from the front, right of those from the end.
 */
function scanSets(first: usize, bins: i32, feature: i32, most: i32, setBytes: i32): void {
  const order = addressAt(answer + NODE_SCRATCH);
  for (let bin = 0; bin < bins; bin += 1) {
    const h = f64At(first + (bin << 4) + 8);
    const place = order + (bin << 4);
    // rounded, so that the order is XGBoost's where two weights differ by less than a 32-bit float tells
    setF32(
      place,
      h > 0 ? leafWeight(f64At(first + (bin << 4)), h, lambda, alpha, maxDeltaStep, -Infinity, Infinity) : 0,
    );
    setF64(place, f32At(place));
    setI32(place + 8, bin);
  }
  sortByKey(order, bins);
  const steps = (bins < most ? bins : most) - 1;
  let g: f64 = 0;
  let h: f64 = 0;
  for (let at = 0; at < steps; at += 1) {
    const bin = first + (i32At(order + (at << 4) + 8) << 4);
    g += f64At(bin);
    h += f64At(bin + 8);
    if (considerRight(g, h, feature, 1)) setOfFirst(order, at + 1, setBytes);
  }
  g = gradient;
  h = hessian;
  for (let at = bins - 1; at >= bins - steps; at -= 1) {
    const bin = first + (i32At(order + (at << 4) + 8) << 4);
    g -= f64At(bin);
    h -= f64At(bin + 8);
    if (considerRight(g, h, feature, 0)) setOfFirst(order, at, setBytes);
  }
}

function setOfOne(bin: i32, bytes: i32): void {
  const set = addressAt(answer + NODE_SET);
  fillBytes(set, 0, bytes);
  setI32(set + ((bin >> 5) << 2), 1 << (bin & 31));
}

function setOfFirst(order: usize, count: i32, bytes: i32): void {
  const set = addressAt(answer + NODE_SET);
  fillBytes(set, 0, bytes);
  for (let at = 0; at < count; at += 1) {
    const bin = i32At(order + (at << 4) + 8);
    const word = set + ((bin >> 5) << 2);
    setI32(word, i32At(word) | (1 << (bin & 31)));
  }
}

/** Considers the split that sends these sums right and all others left. */
function considerRight(g: f64, h: f64, feature: i32, missingLeft: i32): boolean {
  const hl = hessian - h;
  if (h < minChildWeight || hl < minChildWeight || h <= 0 || hl <= 0) return false;
  const gl = gradient - g;
  const taken = consider(scoreOfSides(gl, hl, feature), gl, hl, feature, 0, missingLeft);
  if (taken) setI32(answer + NODE_IS_SET, 1);
  return taken;
}

function consider(score: f64, gl: f64, hl: f64, feature: i32, bin: i32, missingLeft: i32): boolean {
  if (score < bestScore || (score === bestScore && (bestFeature < 0 || feature >= bestFeature))) return false;
  bestScore = score;
  bestFeature = feature;
  setF64(answer + NODE_GAIN, score - ownScore);
  setF64(answer + NODE_LEFT_GRADIENT, gl);
  setF64(answer + NODE_LEFT_HESSIAN, hl);
  setI32(answer + NODE_SPLIT_FEATURE, feature);
  setI32(answer + NODE_SPLIT_BIN, bin);
  setI32(answer + NODE_MISSING_LEFT, missingLeft);
  setI32(answer + NODE_IS_SET, 0);
  return true;
}

function scoreOfSides(gl: f64, hl: f64, feature: i32): f64 {
  const gr = gradient - gl;
  const hr = hessian - hl;
  if (constrained && monotone !== 0) {
    const direction = i32At(monotone + (feature << 2));
    if (direction !== 0) {
      const wl = weightOf(gl, hl);
      const wr = weightOf(gr, hr);
      if (direction > 0 ? wl > wr : wl < wr) return -Infinity;
    }
  }
  return scoreOf(gl, hl) + scoreOf(gr, hr);
}

/** How much a leaf of these sums lowers the loss, times two. */
function scoreOf(g: f64, h: f64): f64 {
  if (constrained) {
    const weight = weightOf(g, h);
    return -(2 * (g * weight + alpha * absolute(weight)) + (h + lambda) * weight * weight);
  }
  const size = absolute(g) - alpha;
  return size <= 0 ? 0 : (size * size) / (h + lambda);
}

function weightOf(g: f64, h: f64): f64 {
  return leafWeight(g, h, lambda, alpha, maxDeltaStep, lower, upper);
}

/** The best weight of a leaf of these sums (Chen and Guestrin 2016, equation 5, with an L1 penalty), within its bounds. */
export function leafWeight(g: f64, h: f64, l2: f64, l1: f64, most: f64, low: f64, high: f64): f64 {
  const size = absolute(g) - l1;
  let weight: f64 = size <= 0 ? 0 : size / (h + l2);
  if (most > 0 && weight > most) weight = most;
  if (g > 0) weight = -weight;
  return weight < low ? low : weight > high ? high : weight;
}

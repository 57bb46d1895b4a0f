import { exponential } from './exponential';
import { absolute, f32At, i32At, multiply, setF32, setF64, squareRoot, toAddress, unsigned } from './memory';

export const SQUARED_ERROR: i32 = 0;
export const ABSOLUTE_ERROR: i32 = 1;
export const PSEUDO_HUBER: i32 = 2;
export const POISSON: i32 = 3;
export const LOGISTIC: i32 = 4;
export const SOFTMAX: i32 = 5;

const LEAST_HESSIAN: f64 = 1e-16;

/**
 * Gradient and hessian of the loss by each row's margin, for the rows `from … to`: two 32-bit floats a row, a block of all
 * `count` rows for each class. Definitions as in XGBoost 3.4 (src/objective). `weights` may be 0; `parameter` is the slope
 * of the Huber loss, the scale of the absolute error or what is added to a Poisson margin for its hessian.
 */
export function lossGradients(
  loss: i32,
  from: i32,
  to: i32,
  count: i32,
  classes: i32,
  margins: usize,
  labels: usize,
  weights: usize,
  positiveWeight: f64,
  parameter: f64,
  gradients: usize,
): void {
  if (loss === SOFTMAX) {
    softmaxGradients(from, to, count, classes, margins, labels, weights, gradients);
    return;
  }
  for (let row = from; row < to; row += 1) {
    const place = toAddress(row) * 4;
    const margin = f32At(margins + place);
    const label = f32At(labels + place);
    let g: f64;
    let h: f64 = 1;
    if (loss === SQUARED_ERROR) {
      g = margin - label;
    } else if (loss === ABSOLUTE_ERROR) {
      const residual = margin - label;
      const norm = squareRoot(residual * residual + parameter * parameter);
      if (norm > 0) h = parameter / norm;
      g = residual * h;
    } else if (loss === PSEUDO_HUBER) {
      const residual = margin - label;
      const scale = 1 + (residual * residual) / (parameter * parameter);
      g = residual / squareRoot(scale);
      h = 1 / (scale * squareRoot(scale));
    } else if (loss === POISSON) {
      g = exponential(margin) - label;
      h = exponential(margin + parameter);
    } else {
      const chance = 1 / (1 + exponential(-margin));
      g = chance - label;
      h = chance * (1 - chance);
      if (h < LEAST_HESSIAN) h = LEAST_HESSIAN;
    }
    let weight: f64 = weights === 0 ? 1 : f32At(weights + place);
    if (label === 1 && (loss === LOGISTIC || loss === SQUARED_ERROR)) weight *= positiveWeight;
    setF32(gradients + place * 2, g * weight);
    setF32(gradients + place * 2 + 4, h * weight);
  }
}

function softmaxGradients(
  from: i32,
  to: i32,
  count: i32,
  classes: i32,
  margins: usize,
  labels: usize,
  weights: usize,
  gradients: usize,
): void {
  for (let row = from; row < to; row += 1) {
    const margin = margins + toAddress(row) * classes * 4;
    let largest = f32At(margin);
    for (let group: i32 = 1; group < classes; group += 1) {
      const value = f32At(margin + (group << 2));
      if (value > largest) largest = value;
    }
    let sum: f64 = 0;
    for (let group: i32 = 0; group < classes; group += 1) sum += exponential(f32At(margin + (group << 2)) - largest);
    const weight: f64 = weights === 0 ? 1 : f32At(weights + toAddress(row) * 4);
    const label = f32At(labels + toAddress(row) * 4);
    for (let group: i32 = 0; group < classes; group += 1) {
      const chance = exponential(f32At(margin + (group << 2)) - largest) / sum;
      const isLabel: f64 = label === unsigned(group) ? 1 : 0;
      let h = 2 * chance * (1 - chance);
      if (h < LEAST_HESSIAN) h = LEAST_HESSIAN;
      const target = gradients + (toAddress(group) * count + row) * 8;
      setF32(target, (chance - isLabel) * weight);
      setF32(target + 4, h * weight);
    }
  }
}

/** Leaves out the rows that a sample of the given share does not draw: their gradients become 0, as in XGBoost. */
export function sampleRows(
  from: i32,
  to: i32,
  count: i32,
  classes: i32,
  share: f64,
  seed: i32,
  gradients: usize,
): void {
  for (let row = from; row < to; row += 1) {
    if (unsigned(mixed(row, seed)) < share * 4294967296) continue;
    for (let group: i32 = 0; group < classes; group += 1) {
      const target = gradients + (toAddress(group) * count + row) * 8;
      setF32(target, 0);
      setF32(target + 4, 0);
    }
  }
}

/** A random number for each row, whichever thread asks: the finaliser of MurmurHash3 over row and seed. */
function mixed(row: i32, seed: i32): i32 {
  let bits = multiply(row, -1640531535) ^ seed;
  bits = multiply(bits ^ (bits >>> 16), -2048144789);
  bits = multiply(bits ^ (bits >>> 13), -1028477387);
  return bits ^ (bits >>> 16);
}

/** Sums of |gradient| and of hessian of some rows, in their order. */
export function sumSizes(gradients: usize, from: i32, to: i32, sums: usize): void {
  let g: f64 = 0;
  let h: f64 = 0;
  for (let row = from; row < to; row += 1) {
    const place = gradients + toAddress(row) * 8;
    g += absolute(f32At(place));
    h += f32At(place + 4);
  }
  setF64(sums, g);
  setF64(sums + 8, h);
}

/**
 * Rounds gradients and hessians to multiples of a unit, a power of two so small that no sum of them needs more than the 53
 * bits of a double: then sums are exact, and so do not depend on their order. `roundG` and `roundH` are 1.5 × 2^52 units:
 * adding and taking away such a number rounds. What is rounded so needs no more than the
 * 24 bits of a 32-bit float. Writes the sums, two doubles.
 */
export function roundGradients(gradients: usize, from: i32, to: i32, roundG: f64, roundH: f64, sums: usize): void {
  let sumG: f64 = 0;
  let sumH: f64 = 0;
  for (let row = from; row < to; row += 1) {
    const place = gradients + toAddress(row) * 8;
    const g = f32At(place) + roundG - roundG;
    const h = f32At(place + 4) + roundH - roundH;
    setF32(place, g);
    setF32(place + 4, h);
    sumG += g;
    sumH += h;
  }
  setF64(sums, sumG);
  setF64(sums + 8, sumH);
}

/** Adds a tree's leaf to the margins of its rows. */
export function addLeaf(margins: usize, stride: i32, rows: usize, from: i32, to: i32, value: f64): void {
  for (let at = from; at < to; at += 1) {
    const place = margins + toAddress(i32At(rows + (at << 2))) * stride;
    setF32(place, f32At(place) + value);
  }
}

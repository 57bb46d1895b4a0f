import type { Random } from '../random';
import type { Design } from './design';

/** Where things lie in a row's record, counted in doubles; the values follow, then their columns as 32-bit numbers. */
export const TARGET = 0;
/** One over the curvature of the dual objective along the row's variable; huge where it is flat, which leads to a bound. */
export const STEP = 1;
export const DUAL = 2;
/** What an error of the row costs. */
export const COST = 3;
export const COUNT = 4;
export const VALUES = 5;

/**
 * The rows of a matrix as records in one piece of memory, in random order. A visit reads one or two neighbouring cache lines
 * instead of one of each array. Memory: 48 bytes for each row of a cost and 12 (dense: 8) for each value.
 */
export interface PackedRows {
  /** Null for sparse rows; dense ones have no column numbers. */
  readonly denseColumns: number | null;
  readonly doubles: Float64Array;
  /** The same memory. */
  readonly integers: Int32Array;
  /** Where each record begins, in the order in which they lie. */
  readonly starts: Int32Array;
}

/** What the records are made from. */
export interface RowsToPack {
  readonly design: Design;
  readonly target: Float64Array;
  /** Of each row; rows of 0 are left out. */
  readonly cost: Float64Array;
  /** Of the feature that stands for the intercept. */
  readonly bias: number;
  /** Whether the loss is squared, which adds to the curvature. */
  readonly squared: boolean;
}

export function packRows({ design, target, cost, bias, squared }: RowsToPack, random: Random): PackedRows {
  const rows = random.shuffle(
    Int32Array.from({ length: design.rows }, (_, row) => row).filter((row) => (cost[row] ?? 0) > 0),
  );
  const starts = new Int32Array(rows.length);
  let size = 0;
  for (const [at, row] of rows.entries()) {
    starts[at] = size;
    size += recordSize(design, row);
  }
  const doubles = new Float64Array(size);
  const integers = new Int32Array(doubles.buffer);
  for (const [at, row] of rows.entries()) {
    const start = starts[at] ?? 0;
    const from = firstOf(design, row);
    const to = firstOf(design, row + 1);
    const price = cost[row] ?? 0;
    let curvature = bias * bias + (squared ? 0.5 / price : 0);
    for (let index = from; index < to; index += 1) {
      const value = design.values[index] ?? 0;
      curvature += value * value;
      doubles[start + VALUES + index - from] = value;
      if (design.kind === 'sparse') {
        integers[2 * (start + VALUES + to - from) + index - from] = design.indices[index] ?? 0;
      }
    }
    doubles[start + TARGET] = target[row] ?? 0;
    doubles[start + STEP] = curvature > 0 ? 1 / curvature : Number.MAX_VALUE;
    doubles[start + COST] = price;
    integers[2 * (start + COUNT)] = to - from;
  }
  return { denseColumns: design.kind === 'dense' ? design.columns : null, doubles, integers, starts };
}

function recordSize(design: Design, row: number): number {
  const count = firstOf(design, row + 1) - firstOf(design, row);
  return VALUES + count + (design.kind === 'sparse' ? Math.ceil(count / 2) : 0);
}

/** Where the values of a row begin. */
function firstOf(design: Design, row: number): number {
  return design.kind === 'sparse' ? (design.indptr[row] ?? 0) : row * design.columns;
}

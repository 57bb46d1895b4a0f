/** Rows of a training, by the arrays that losses read. */
export interface BoostedRows {
  /** A number for each row, or the number of its class. */
  readonly target: Float64Array;
  /** What each row counts. */
  readonly weights: Float64Array;
  /** What is predicted so far, on the scale of the loss: rows × outputs. */
  readonly raw: Float64Array;
  /** Negative gradients, outputs × rows, on which the next trees are grown. */
  readonly gradients: Float64Array;
}

/** A loss that gradient boosting lowers (Friedman 2001). */
export interface BoostingLoss {
  /** Trees of each stage: one, or one for each class. */
  readonly outputs: number;
  /** The constant that is best for all rows, one for each output; `weights` is null where every row counts the same. */
  initial(target: Float64Array, weights: Float64Array | null): Float64Array;
  /** Writes the negative gradients of the loss. */
  setGradients(rows: BoostedRows): void;
  /** What a leaf with these rows is best to predict; null to leave the mean of their gradients. */
  readonly leafValue: ((rows: BoostedRows, leaf: Int32Array, output: number) => number) | null;
  /** The loss of one row. */
  lossOf(rows: BoostedRows, row: number): number;
}

/** The weighted mean of a loss over rows. */
export function meanLoss(loss: BoostingLoss, rows: BoostedRows): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows.target.length; row += 1) {
    const weight = rows.weights[row] ?? 0;
    if (weight === 0) continue;
    sum += weight * loss.lossOf(rows, row);
    total += weight;
  }
  return sum / total;
}

/** The best split of a node. */
export interface Split {
  readonly gain: number;
  readonly feature: number;
  /** Of a numeric feature: its last bin that goes left; −1 when only missing values do. */
  readonly bin: number;
  /** Of a categorical one: a bit for each category that goes right. */
  readonly set: Int32Array | null;
  readonly missingLeft: boolean;
  readonly leftGradient: number;
  readonly leftHessian: number;
}

/** A node while its tree grows: its rows are `from … to` in the order of the rows. */
export interface GrowingNode {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** A number that goes by its way from the root, and not by when it was reached. */
  readonly path: number;
  readonly gradient: number;
  readonly hessian: number;
  /** Bounds of the weights below it, by monotone constraints. */
  readonly lower: number;
  readonly upper: number;
  /** Address of its histogram, or 0 when it has been given up. */
  histogram: number;
  split: Split | null;
}

import type { Shares } from './feature-sets';

/** What the growth of trees goes by, named as XGBoost's parameters. */
export interface GrowthRules extends Shares {
  readonly eta: number;
  readonly gamma: number;
  readonly lambda: number;
  readonly alpha: number;
  readonly minChildWeight: number;
  readonly maxDeltaStep: number;
  /** 0 for no limit, as with leaves. */
  readonly maxDepth: number;
  readonly maxLeaves: number;
  readonly lossguide: boolean;
  readonly maxCatToOnehot: number;
  readonly maxCatThreshold: number;
  readonly monotone: Int32Array | null;
}

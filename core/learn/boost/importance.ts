import type { BoosterModel } from './booster-model';

/**
 * What counts for a feature, as in XGBoost's `get_score`: how many splits ask about it (`weight`), their gain and their
 * cover (the sum of the hessians) on average, and these in total.
 */
export type ImportanceKind = 'weight' | 'gain' | 'cover' | 'total_gain' | 'total_cover';

/** The importance of each feature, 0 for one that no split asks about. Sums are 32-bit floats in XGBoost's order of nodes. */
export function importanceOf({ trees, numFeature }: BoosterModel, kind: ImportanceKind): Float32Array {
  const splits = new Float32Array(numFeature);
  const totals = new Float32Array(numFeature);
  for (const tree of trees) {
    const amounts = kind.endsWith('gain') ? tree.lossChanges : tree.sumHessian;
    const open = [0];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const left = tree.leftChildren[node] ?? -1;
      if (left < 0) continue;
      const feature = tree.splitIndices[node] ?? 0;
      splits[feature] = (splits[feature] ?? 0) + 1;
      totals[feature] = (totals[feature] ?? 0) + (amounts[node] ?? 0);
      open.push(left, tree.rightChildren[node] ?? 0);
    }
  }
  if (kind === 'weight') return splits;
  if (kind.startsWith('total')) return totals;
  return totals.map((total, feature) => total / Math.max(1, splits[feature] ?? 1));
}

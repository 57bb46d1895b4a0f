import path from 'node:path';
import * as v from 'valibot';
import { rowPointers, sparseMatrix } from '../../core/learn/encode/csr';
import type { FeatureMatrix } from '../../core/learn/matrix';
import { runCommand } from '../setup/command';
import { root } from '../setup/root';

const matrix = v.variant('kind', [
  v.object({ kind: v.literal('dense'), shape: v.array(v.number()), values: v.string() }),
  v.object({
    kind: v.literal('sparse'),
    shape: v.tuple([v.number(), v.number()]),
    indptr: v.string(),
    indices: v.string(),
    values: v.string(),
  }),
]);

/** What scripts/make-booster-fixture.py writes: models of real XGBoost and what they say. */
export const xgboostCases = v.object({
  versions: v.record(v.string(), v.string()),
  cases: v.array(
    v.object({
      name: v.string(),
      json: v.string(),
      ubjson: v.string(),
      slice: v.string(),
      matrix,
      margins: v.string(),
      predictions: v.string(),
      later: v.string(),
      onMargin: v.string(),
      leaves: v.string(),
      contributions: v.string(),
      importance: v.record(
        v.picklist(['weight', 'gain', 'cover', 'total_gain', 'total_cover']),
        v.record(v.string(), v.number()),
      ),
      text: v.array(v.string()),
      textWithStats: v.array(v.string()),
      jsonWithStats: v.array(v.string()),
    }),
  ),
});
export type XGBoostCase = v.InferOutput<typeof xgboostCases>['cases'][number];

/** What its `predict` writes of models that we have written. */
export const xgboostPredictions = v.record(
  v.string(),
  v.record(v.picklist(['json', 'ubj']), v.object({ margins: v.string(), predictions: v.string() })),
);

/** Lets XGBoost train every case into `folder`, or predict with the models that were written there. */
export async function askXGBoost(python: string, what: 'train' | 'predict', folder: string): Promise<void> {
  const script = path.join(root, 'scripts', 'make-booster-fixture.py');
  await runCommand(python, [script, what, folder], { cwd: root, timeout: 200 });
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

export function floatsOf(text: string): Float32Array<ArrayBuffer> {
  return new Float32Array(bytesOf(text).buffer);
}

export function integersOf(text: string): Int32Array<ArrayBuffer> {
  return new Int32Array(bytesOf(text).buffer);
}

/** The matrix of a case. XGBoost was given the same numbers. */
export function matrixOf({ matrix: stored }: XGBoostCase): FeatureMatrix {
  if (stored.kind === 'dense') return { kind: 'dense', shape: stored.shape, data: floatsOf(stored.values) };
  const [rows, columns] = stored.shape;
  const values = Float64Array.from(floatsOf(stored.values));
  const indptr = rowPointers(rows, values.length);
  indptr.set(integersOf(stored.indptr));
  return sparseMatrix({ rows, columns, indptr, indices: integersOf(stored.indices), values, featureNames: null });
}

/** The largest difference between two arrays of the same length, infinite for others. */
export function largestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if (left.length !== right.length) return Infinity;
  let most = 0;
  for (let at = 0; at < left.length; at += 1) most = Math.max(most, Math.abs((left[at] ?? NaN) - (right[at] ?? NaN)));
  return most;
}

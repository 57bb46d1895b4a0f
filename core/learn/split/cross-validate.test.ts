import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../test/support/feature-columns';
import { EiderError } from '../../errors';
import type { DenseMatrix } from '../matrix';
import { crossValidate, type FitFold } from './cross-validate';
import type { Fold, Splitter } from './fold';
import { StratifiedKFold } from './stratified-k-fold';

const numbers = v.array(v.number());
const fixtureSchema = v.object({
  validation: v.object({ x: numbers, y: numbers, scores: v.record(v.string(), numbers) }),
});
const fixtureFile = new URL('fixtures/splits.json', import.meta.url);
const fixture = v.parse(fixtureSchema, JSON.parse(readFileSync(fixtureFile, 'utf8')));

const numbersOf = ({ data }: DenseMatrix) => Array.from<number | bigint, number>(data, Number);

async function failure(make: () => unknown): Promise<string> {
  try {
    await make();
  } catch (error) {
    if (error instanceof EiderError) return `${error.problem.code}: ${error.problem.message}`;
    throw error;
  }
  return 'none';
}

describe('crossValidate', () => {
  const { x, y, scores } = fixture.validation;
  const X: DenseMatrix = { kind: 'dense', shape: [x.length, 1], data: Float64Array.from(x) };

  /** Least squares of one feature. */
  const fitLine: FitFold<DenseMatrix> = (features, target) => {
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, of) => sum + of, 0) / values.length;
    const from = numbersOf(features);
    const [centre, level] = [mean(from), mean(target)];
    const slope =
      mean(from.map((of, row) => (of - centre) * ((target[row] ?? 0) - level))) /
      mean(from.map((of) => (of - centre) ** 2));
    return { predict: (of) => Array.from(numbersOf(of), (value) => level + slope * (value - centre)) };
  };
  const near = (values: readonly number[] = []) => values.map((value): unknown => expect.closeTo(value, 10));

  it('gives the scores of scikit-learn', async () => {
    const { r2, rmse } = await crossValidate(fitLine, X, y, {
      cv: 4,
      scoring: { r2: 'r2', rmse: 'neg_root_mean_squared_error' },
      return_train_score: true,
    });
    expect([...r2.test]).toEqual(near(scores['test_r2']));
    expect([...(r2.train ?? [])]).toEqual(near(scores['train_r2']));
    expect([...rmse.test]).toEqual(near(scores['test_neg_root_mean_squared_error']));
    expect(r2.mean).toBeCloseTo([...r2.test].reduce((sum, of) => sum + of, 0) / 4, 12);
  });

  it('encodes within the fold when it is given columns', async () => {
    const columns = columnsOf({ zone: ['a', 'b', 'a', 'b', 'c', 'a'] });
    const seen: number[] = [];
    const constant: FitFold<typeof columns> = (part, target) => {
      seen.push(target.length);
      return { predict: (of) => (of['zone']?.kind === 'categorical' ? [...of['zone'].codes].map(() => 1) : []) };
    };
    const { test, train } = await crossValidate(constant, columns, [1, 1, 1, 0, 1, 1], { cv: 3, scoring: 'accuracy' });
    expect([...test]).toEqual([1, 0.5, 1]);
    expect(train).toBeNull();
    expect(seen).toEqual([4, 4, 4]);
  });

  it('hands weights, progress and an abort on', async () => {
    const weights = y.map((_, row) => row % 3);
    const progress: number[] = [];
    const given: number[] = [];
    const result = await crossValidate(
      (part, target, context) => {
        given.push(...(context.sampleWeight ?? []));
        expect(context.rows.train).toHaveLength(target.length);
        return fitLine(part, target, context);
      },
      X,
      y,
      {
        cv: 2,
        sample_weight: weights,
        scoring: (_, __, target, { sample_weight }) => Array.from(sample_weight ?? []).length - target.length,
        onProgress: (fraction) => progress.push(fraction),
      },
    );
    expect([...result.test]).toEqual([0, 0]);
    expect(given).toEqual([...weights.slice(10), ...weights.slice(0, 10)]);
    expect(progress).toEqual([0.5, 1]);
    const stopped = crossValidate(fitLine, X, y, { scoring: 'r2', signal: AbortSignal.abort(new Error('stopped')) });
    await expect(stopped).rejects.toThrow('stopped');
  });

  it('scores probabilities and decisions', async () => {
    const labels = x.map((_, row) => row % 2);
    const classifier: FitFold<DenseMatrix> = () => ({
      classes: [0, 1],
      predict: (features) => numbersOf(features).map(() => 1),
      predictProba: ({ shape: [rows = 0] }) => ({
        kind: 'dense',
        shape: [rows, 2],
        data: Float64Array.from({ length: rows * 2 }, (_, at) => (at % 2 === 0 ? 0.25 : 0.75)),
      }),
    });
    const scored = await crossValidate(classifier, X, labels, {
      cv: new StratifiedKFold({ n_splits: 2 }),
      scoring: { area: 'roc_auc', loss: 'neg_log_loss', brier: 'neg_brier_score', f1: 'f1' },
    });
    expect(scored.area.mean).toBe(0.5);
    expect(scored.loss.mean).toBeCloseTo((Math.log(0.25) + Math.log(0.75)) / 2, 12);
    expect(scored.brier.mean).toBeCloseTo(-(0.75 ** 2 + 0.25 ** 2) / 2, 12);
    expect(scored.f1.mean).toBeCloseTo(2 / 3, 12);
  });

  it('says what is wrong before it trains', async () => {
    const never: FitFold<DenseMatrix> = () => {
      throw new Error('trained');
    };
    const broken = (fold: readonly Fold[]): Splitter => ({ split: () => fold });
    const run = (of: object) => failure(() => crossValidate(never, X, y, { scoring: 'r2', ...of }));
    expect(await run({ scoring: 'neg_rmse' })).toContain('parameter_invalid: There is no scoring neg_rmse.');
    expect(await run({ cv: 99 })).toContain('folds_empty: KFold cannot make 99 folds of 20 rows');
    expect(await run({ cv: broken([]) })).toContain('made no folds');
    expect(await run({ cv: broken([{ train: new Int32Array(), test: new Int32Array(1) }]) })).toContain('without rows');
    expect(await failure(() => crossValidate(never, X, [1], { scoring: 'r2' }))).toContain('length_mismatch');
    expect(await failure(() => crossValidate(fitLine, X, y, { scoring: 'roc_auc' }))).toContain(
      'has no decisionFunction',
    );
  });
});

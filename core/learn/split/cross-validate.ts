import { checkLength, type Target } from '../checks';
import { breathe } from '../fit-options';
import { scorerNamed, type Predictor, type Scorer, type ScorerName } from '../metrics/scorers';
import type { Values } from '../metrics/samples';
import { recorded, type Training } from '../record/recorded';
import type { TrainingRecord } from '../record/recorder';
import { KFold } from './k-fold';
import type { Fold, Splitter } from './fold';
import { rowCount, rowsOf, targetOf, type Samples } from './samples';
import { EiderError } from '../../errors';

/** The name of a scorer, as scikit-learn has it, or a function; greater is better. */
export type Scoring<X extends Samples> = ScorerName | Scorer<X>;

export interface CrossValidateParameters<X extends Samples> {
  /** The folds: a splitter, or a number of folds for `KFold` (for classes pass a `StratifiedKFold`); 5 unless told. */
  readonly cv?: number | Splitter | undefined;
  /** The group of each row, for `GroupKFold`. */
  readonly groups?: readonly string[] | Values | undefined;
  /** Weights for `fit` and for scores, one for each row. */
  readonly sample_weight?: Values | undefined;
  /** Whether the rows trained on are scored too; not unless told. */
  readonly return_train_score?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told after each fold how far it has got, between 0 and 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  readonly scoring: Scoring<X> | Readonly<Record<string, Scoring<X>>>;
}

/** What a model is trained with in one fold, beside features and target. */
export interface FoldContext {
  /** Number of the fold, from 0. */
  readonly fold: number;
  /** The rows of the fold, by their numbers, for what else goes with them. */
  readonly rows: Fold;
  readonly sampleWeight?: Float64Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Trains a model on the rows of one fold. */
export type FitFold<X extends Samples> = (
  X: X,
  y: Float64Array,
  context: FoldContext,
) => Predictor<X> | Promise<Predictor<X>>;

/** The scores of all folds. */
export interface FoldScores {
  /** One for each fold, on the rows that its model has not seen. */
  readonly test: Float64Array;
  /** One for each fold on the rows trained on, with `return_train_score`. */
  readonly train: Float64Array | null;
  /** Mean of the test scores. */
  readonly mean: number;
  /** Their standard deviation, of the population as `numpy.std`. */
  readonly std: number;
}

/**
 * Trains and scores a model once for each fold, as scikit-learn's `cross_validate`. Fit encoders and scalers inside of `fit`
 * too, on columns, so that nothing of the tested rows leaks into training. The rows of one fold are copied at a time.
 * Throws what `fit`, the splitter and the metrics throw, `parameter_invalid` for an unknown scoring, `folds_empty` for a
 * splitter without folds or with one that has no rows, and the signal's reason.
 *
 *     const { mean, std } = await crossValidate(
 *       (X, y, { signal }) => LinearRegression.fit(X, y, {}, { signal }),
 *       X, y, { cv: 5, scoring: 'neg_root_mean_squared_error', signal },
 *     );
 */
export async function crossValidate<X extends Samples>(
  fit: FitFold<X>,
  X: X,
  y: Target,
  parameters: CrossValidateParameters<X> & { readonly scoring: Scoring<X> },
): Promise<FoldScores>;
export async function crossValidate<X extends Samples, Name extends string>(
  fit: FitFold<X>,
  X: X,
  y: Target,
  parameters: CrossValidateParameters<X> & { readonly scoring: Readonly<Record<Name, Scoring<X>>> },
): Promise<Readonly<Record<Name, FoldScores>>>;
export async function crossValidate<X extends Samples>(
  fit: FitFold<X>,
  X: X,
  y: Target,
  parameters: CrossValidateParameters<X>,
): Promise<FoldScores | Readonly<Record<string, FoldScores>>> {
  const { scoring } = parameters;
  const isOne = typeof scoring === 'string' || typeof scoring === 'function';
  const scorers = Object.entries(isOne ? { [typeof scoring === 'string' ? scoring : 'score']: scoring } : scoring).map(
    ([name, of]) => [name, typeof of === 'function' ? of : scorerNamed(of)] as const,
  );
  const named = await recorded(trainingOf(parameters, scorers), async (record) => {
    const scores = await scoreFolds(fit, X, y, parameters, scorers, record);
    const withTrain = parameters.return_train_score ?? false;
    const summaries = scorers.map(([name], at) => [name, summary(scores, at, withTrain)] as const);
    record.metrics(Object.fromEntries(summaries.map(([name, { mean }]) => [name, mean])), { set: 'mean' });
    return Object.fromEntries(summaries);
  });
  const [first] = Object.values(named);
  return isOne && first !== undefined ? first : named;
}

function trainingOf<X extends Samples>(
  { cv = 5, signal }: CrossValidateParameters<X>,
  scorers: readonly (readonly [string, Scorer<X>])[],
): Training {
  const scoring = scorers.map(([name]) => name).join(' ');
  return { estimator: 'crossValidate', parameters: { cv, scoring }, signal };
}

interface ScoredFold {
  readonly test: readonly number[];
  readonly train: readonly number[];
}

async function scoreFolds<X extends Samples>(
  fit: FitFold<X>,
  X: X,
  y: Target,
  parameters: CrossValidateParameters<X>,
  scorers: readonly (readonly [string, Scorer<X>])[],
  record: TrainingRecord,
): Promise<readonly ScoredFold[]> {
  const { cv = 5, groups, sample_weight, signal, onProgress } = parameters;
  const rows = rowCount(X);
  checkLength('crossValidate', 'target', y, rows);
  if (sample_weight !== undefined) checkLength('crossValidate', 'sample weight', sample_weight, rows);
  const folds = [...(typeof cv === 'number' ? new KFold({ n_splits: cv }) : cv).split(rows, y, groups)];
  if (folds.length === 0) throw emptyFold('no folds');
  const scored: ScoredFold[] = [];
  for (const [fold, { train, test }] of folds.entries()) {
    if (train.length === 0 || test.length === 0) throw emptyFold(`a fold ${fold} without rows`);
    await breathe(signal);
    const part = (of: Int32Array) => ({
      features: partOf(X, of),
      target: Float64Array.from(targetOf(y, of)),
      weights: sample_weight === undefined ? undefined : Float64Array.from(of, (row) => sample_weight[row] ?? NaN),
    });
    const trained = part(train);
    const context = { fold, rows: { train, test }, sampleWeight: trained.weights, signal };
    const model = await fit(trained.features, trained.target, context);
    const scoresOf = ({ features, target, weights }: typeof trained) =>
      scorers.map(([, scorer]) => scorer(model, features, target, { sample_weight: weights }));
    const ofTrain = parameters.return_train_score === true ? scoresOf(trained) : [];
    const ofTest = scoresOf(part(test));
    scored.push({ train: ofTrain, test: ofTest });
    record.metrics(Object.fromEntries(scorers.map(([name], at) => [name, ofTest[at] ?? NaN])), {
      step: fold,
      set: 'test',
    });
    onProgress?.((fold + 1) / folds.length);
  }
  return scored;
}

function partOf<X extends Samples>(X: X, rows: Int32Array): X {
  // SAFETY: rows of a matrix are a matrix of the same kind, and rows of columns are columns of the same names.
  return rowsOf(X, rows) as X;
}

function summary(folds: readonly ScoredFold[], scorer: number, withTrain: boolean): FoldScores {
  const test = Float64Array.from(folds, (fold) => fold.test[scorer] ?? NaN);
  const mean = test.reduce((sum, score) => sum + score, 0) / test.length;
  const variance = test.reduce((sum, score) => sum + (score - mean) ** 2, 0) / test.length;
  const train = withTrain ? Float64Array.from(folds, (fold) => fold.train[scorer] ?? NaN) : null;
  return { test, train, mean, std: Math.sqrt(variance) };
}

function emptyFold(what: string): EiderError {
  return new EiderError({
    code: 'folds_empty',
    message: `crossValidate was given a splitter that made ${what}.`,
    remedy: 'Each fold needs rows to train on and rows to test on.',
  });
}

import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import { shapeOf, type FeatureMatrix } from '../matrix';
import { r2Score } from '../metrics/r2-score';
import { readEnsemble, type EnsembleFit } from './ensemble';
import { growForest, warnOfMissed, type OutOfBag } from './forest-fit';
import type { ReadForestParameters } from './forest-parameters';
import { checkCounts } from './poisson-targets';
import { TreeRegressor } from './regressor';
import { checkedWeights } from './training';
import type { CriterionName } from './tree-rules';

export interface ForestRegressorFit extends EnsembleFit {
  readonly oobScore: number | null;
  readonly oobPrediction: Float64Array | null;
}

/** A forest that predicts numbers. Immutable. */
export abstract class ForestRegressor extends TreeRegressor implements ForestRegressorFit {
  /** R² of `oobPrediction`; null unless `oob_score` was asked for. */
  readonly oobScore: number | null;
  /** For each training row the mean of the trees that were not grown on it, NaN without any; null after being stored. */
  readonly oobPrediction: Float64Array | null;

  protected constructor(fit: ForestRegressorFit) {
    super(fit);
    this.oobScore = fit.oobScore;
    this.oobPrediction = fit.oobPrediction;
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return { ...this.storedTrees(), oobScore: this.oobScore };
  }
}

export async function fitForestRegressor(
  model: string,
  atRandom: boolean,
  features: FeatureMatrix,
  target: Target,
  parameters: ReadForestParameters & { readonly criterion: CriterionName },
  options: FitOptions,
): Promise<ForestRegressorFit> {
  const weights = checkedWeights(model, features, target, options);
  if (parameters.criterion === 'poisson') checkCounts(model, target);
  const y = Float64Array.from(target);
  const { criterion } = parameters;
  const task = { model, features, target: y, classes: 0, weights, criterion, atRandom, balanced: false, parameters };
  const { trees, outOfBag } = await growForest(task, options);
  if (outOfBag !== null) warnOfMissed(model, outOfBag, options);
  return {
    trees,
    featureCount: shapeOf(features).columns,
    featureNames: features.featureNames ?? null,
    oobScore: outOfBag === null ? null : scoreOf(outOfBag, y),
    oobPrediction: outOfBag?.predictions ?? null,
  };
}

/** R² over the rows that some tree was not grown on. */
function scoreOf({ predictions }: OutOfBag, target: Float64Array): number {
  const isKnown = (_: number, row: number) => !Number.isNaN(predictions[row]);
  const known = target.filter(isKnown);
  return known.length < 2 ? NaN : r2Score(known, predictions.filter(isKnown));
}

export function readForestRegressor(model: string, format: string, json: unknown): ForestRegressorFit {
  return { ...readEnsemble(model, format, { oobScore: v.nullable(v.number()) }, json), oobPrediction: null };
}

import { EiderError } from '../../errors';
import type { FeatureColumns } from '../encode/columns';
import type { FeatureMatrix } from '../matrix';
import { nearest } from '../../project/suggest';
import { maxError, meanAbsoluteError, meanAbsolutePercentageError, medianAbsoluteError } from './absolute-error';
import { accuracyScore, balancedAccuracyScore } from './accuracy-score';
import { brierScoreLoss } from './brier-score-loss';
import { logLoss } from './log-loss';
import { matthewsCorrcoef } from './matthews-corrcoef';
import { meanPoissonDeviance } from './poisson-deviance';
import { averagePrecisionScore } from './precision-recall-curve';
import { f1Score, precisionScore, recallScore } from './precision-recall';
import type { Scores } from './probabilities';
import { explainedVarianceScore, r2Score } from './r2-score';
import { rocAucScore } from './roc-auc-score';
import type { MetricParameters, Values } from './samples';
import { meanSquaredError, meanSquaredLogError, rootMeanSquaredError, rootMeanSquaredLogError } from './squared-error';

/** A model as scorers ask it: every classifier and regressor of `eider/learn`, or an object of your own. */
export interface Predictor<X extends FeatureMatrix | FeatureColumns> {
  predict(features: X): Values;
  predictProba?(features: X): Scores;
  decisionFunction?(features: X): Scores;
  /** Of a classifier the class of each column of its probabilities. */
  readonly classes?: ArrayLike<number> | null;
}

/** How good a model is on some rows; greater is better. */
export type Scorer<X extends FeatureMatrix | FeatureColumns = FeatureMatrix> = (
  model: Predictor<X>,
  features: X,
  target: Values,
  parameters: MetricParameters,
) => number;

type AnyScorer = <X extends FeatureMatrix | FeatureColumns>(...of: Parameters<Scorer<X>>) => number;

/** Scorers by the names that scikit-learn gives them; errors and losses count negative, so that greater is better. */
const scorers = {
  r2: predicted(r2Score),
  explained_variance: predicted(explainedVarianceScore),
  neg_mean_squared_error: negative(predicted(meanSquaredError)),
  neg_root_mean_squared_error: negative(predicted(rootMeanSquaredError)),
  neg_mean_squared_log_error: negative(predicted(meanSquaredLogError)),
  neg_root_mean_squared_log_error: negative(predicted(rootMeanSquaredLogError)),
  neg_mean_absolute_error: negative(predicted(meanAbsoluteError)),
  neg_median_absolute_error: negative(predicted(medianAbsoluteError)),
  neg_mean_absolute_percentage_error: negative(predicted(meanAbsolutePercentageError)),
  neg_max_error: negative(predicted((yTrue, yPred) => maxError(yTrue, yPred))),
  neg_mean_poisson_deviance: negative(predicted(meanPoissonDeviance)),
  accuracy: predicted(accuracyScore),
  balanced_accuracy: predicted(balancedAccuracyScore),
  matthews_corrcoef: predicted(matthewsCorrcoef),
  precision: predicted(precisionScore),
  precision_micro: predicted((...of) => precisionScore(of[0], of[1], { ...of[2], average: 'micro' })),
  precision_macro: predicted((...of) => precisionScore(of[0], of[1], { ...of[2], average: 'macro' })),
  precision_weighted: predicted((...of) => precisionScore(of[0], of[1], { ...of[2], average: 'weighted' })),
  recall: predicted(recallScore),
  recall_micro: predicted((...of) => recallScore(of[0], of[1], { ...of[2], average: 'micro' })),
  recall_macro: predicted((...of) => recallScore(of[0], of[1], { ...of[2], average: 'macro' })),
  recall_weighted: predicted((...of) => recallScore(of[0], of[1], { ...of[2], average: 'weighted' })),
  f1: predicted(f1Score),
  f1_micro: predicted((...of) => f1Score(of[0], of[1], { ...of[2], average: 'micro' })),
  f1_macro: predicted((...of) => f1Score(of[0], of[1], { ...of[2], average: 'macro' })),
  f1_weighted: predicted((...of) => f1Score(of[0], of[1], { ...of[2], average: 'weighted' })),
  neg_log_loss: negative(probable((yTrue, scores, { labels, ...of }) => logLoss(yTrue, scores, { ...of, labels }))),
  neg_brier_score: negative(
    probable((yTrue, scores, { sample_weight }) => brierScoreLoss(yTrue, scores, { sample_weight })),
  ),
  average_precision: ranked((yTrue, scores, { sample_weight }) =>
    averagePrecisionScore(yTrue, scores, { sample_weight }),
  ),
  roc_auc: ranked((yTrue, scores, { sample_weight }) => rocAucScore(yTrue, scores, { sample_weight })),
  roc_auc_ovr: probable((...of) => rocAucScore(of[0], of[1], { ...of[2], multi_class: 'ovr' })),
  roc_auc_ovo: probable((...of) => rocAucScore(of[0], of[1], { ...of[2], multi_class: 'ovo' })),
  roc_auc_ovr_weighted: probable((...of) =>
    rocAucScore(of[0], of[1], { ...of[2], multi_class: 'ovr', average: 'weighted' }),
  ),
  roc_auc_ovo_weighted: probable((...of) =>
    rocAucScore(of[0], of[1], { ...of[2], multi_class: 'ovo', average: 'weighted' }),
  ),
} satisfies Record<string, AnyScorer>;

export type ScorerName = keyof typeof scorers;

/** The scorer of that name. Throws `parameter_invalid` for a name that is none, with the one that was probably meant. */
export function scorerNamed(name: string): AnyScorer {
  if (isScorerName(name)) return scorers[name];
  const meant = nearest(name, Object.keys(scorers));
  throw new EiderError({
    code: 'parameter_invalid',
    message: `There is no scoring ${name}.`,
    remedy:
      meant === null
        ? `Take one of ${Object.keys(scorers).join(', ')}, or pass a function.`
        : `Did you mean ${meant}? A function of your own is possible too.`,
  });
}

function isScorerName(name: string): name is ScorerName {
  return Object.hasOwn(scorers, name);
}

type Metric<Given> = (yTrue: Values, given: Given, parameters: MetricParameters) => number;
type LabelledMetric = (
  yTrue: Values,
  given: Scores,
  parameters: MetricParameters & { readonly labels?: readonly number[] | null },
) => number;

function predicted(metric: Metric<Values>): AnyScorer {
  return (model, features, target, parameters) => metric(target, model.predict(features), parameters);
}

function negative(scorer: AnyScorer): AnyScorer {
  return (...of) => -scorer(...of);
}

/** Scores probabilities, with the classes that the model knows, some of which the rows may lack. */
function probable(metric: LabelledMetric): AnyScorer {
  return (model, features, target, parameters) => {
    if (model.predictProba === undefined) throw scoreless('predictProba');
    const labels = model.classes == null ? null : Array.from(model.classes);
    return metric(target, model.predictProba(features), { ...parameters, labels });
  };
}

/** Scores an order: by the decision function where there is one, else by probabilities. */
function ranked(metric: Metric<Scores>): AnyScorer {
  return (model, features, target, parameters) => {
    const scores = model.decisionFunction?.(features) ?? model.predictProba?.(features);
    if (scores === undefined) throw scoreless('decisionFunction or predictProba');
    return metric(target, scores, parameters);
  };
}

function scoreless(what: string): EiderError {
  return new EiderError({
    code: 'parameter_invalid',
    message: `The model has no ${what}, which this scoring asks it for.`,
    remedy: 'Take a classifier that has, or a scoring of predictions such as accuracy or r2.',
  });
}

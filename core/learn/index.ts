/** What `eider/learn` gives a TypeScript block. */
export { DictVectorizer } from './encode/dict-vectorizer';
export { OneHotEncoder, type OneHotEncoderParameters } from './encode/one-hot-encoder';
export { OrdinalEncoder, type OrdinalEncoderParameters } from './encode/ordinal-encoder';
export { TargetEncoder, type TargetEncoderParameters } from './encode/target-encoder';
export { StandardScaler, type StandardScalerParameters } from './encode/standard-scaler';
export { MinMaxScaler, type MinMaxScalerParameters } from './encode/min-max-scaler';
export { featureMatrix, type MixedMatrix } from './encode/feature-matrix';
export type { CategoryValue } from './encode/categories';
export type { SparseMatrix } from './encode/csr';
export type { Categories, FeatureColumns, Numbers } from './encode/columns';
export type { DenseMatrix, FeatureMatrix } from './matrix';
export type { FitOptions } from './fit-options';
export { Booster, type IterationRange, type PredictOptions } from './boost/booster';
export type { BoosterParameters } from './boost/booster-parameters';
export type { DumpOptions } from './boost/dump';
export type { ImportanceKind } from './boost/importance';
export { DMatrix, type DMatrixOptions, type FeatureType } from './boost/dmatrix';
export { train, type Trained, type TrainingCallback, type TrainOptions, type RoundReport } from './boost/train';

export { DecisionTreeClassifier, type DecisionTreeClassifierParameters } from './forest/decision-tree-classifier';
export { DecisionTreeRegressor, type DecisionTreeRegressorParameters } from './forest/decision-tree-regressor';
export { ExtraTreesClassifier, type ExtraTreesClassifierParameters } from './forest/extra-trees-classifier';
export { ExtraTreesRegressor, type ExtraTreesRegressorParameters } from './forest/extra-trees-regressor';
export {
  GradientBoostingClassifier,
  type GradientBoostingClassifierParameters,
} from './forest/gradient-boosting-classifier';
export {
  GradientBoostingRegressor,
  type GradientBoostingRegressorParameters,
} from './forest/gradient-boosting-regressor';
export { RandomForestClassifier, type RandomForestClassifierParameters } from './forest/random-forest-classifier';
export { RandomForestRegressor, type RandomForestRegressorParameters } from './forest/random-forest-regressor';
export type { DecisionTree } from './forest/decision-tree';

export { trainTestSplit, type TrainTest, type TrainTestParameters } from './split/train-test-split';
export { KFold, type KFoldParameters } from './split/k-fold';
export { StratifiedKFold } from './split/stratified-k-fold';
export { GroupKFold } from './split/group-k-fold';
export { TimeSeriesSplit, type TimeSeriesSplitParameters } from './split/time-series-split';
export {
  crossValidate,
  type CrossValidateParameters,
  type FitFold,
  type FoldContext,
  type FoldScores,
  type Scoring,
} from './split/cross-validate';
export type { Fold, Splitter } from './split/fold';
export type { Samples } from './split/samples';

export {
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  medianAbsoluteError,
} from './metrics/absolute-error';
export { accuracyScore, balancedAccuracyScore } from './metrics/accuracy-score';
export { brierScoreLoss } from './metrics/brier-score-loss';
export {
  classificationReport,
  classificationReportText,
  type ClassificationReport,
  type ClassificationReportParameters,
} from './metrics/classification-report';
export type { ClassScores } from './metrics/class-scores';
export { cohenKappaScore, type CohenKappaParameters } from './metrics/cohen-kappa-score';
export { confusionMatrix, type ConfusionMatrix, type ConfusionParameters } from './metrics/confusion-matrix';
export { logLoss, type LogLossParameters } from './metrics/log-loss';
export { matthewsCorrcoef } from './metrics/matthews-corrcoef';
export { meanPinballLoss, type PinballParameters } from './metrics/pinball-loss';
export { meanPoissonDeviance } from './metrics/poisson-deviance';
export {
  f1Score,
  fbetaScore,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
  type AverageParameters,
  type ClassScoreParameters,
  type FbetaParameters,
} from './metrics/precision-recall';
export {
  averagePrecisionScore,
  precisionRecallCurve,
  type PrecisionRecallCurve,
  type PrecisionRecallCurveParameters,
} from './metrics/precision-recall-curve';
export type { Scores } from './metrics/probabilities';
export { explainedVarianceScore, r2Score, type R2Parameters } from './metrics/r2-score';
export { rocAucScore, type RocAucParameters } from './metrics/roc-auc-score';
export { rocCurve, type RocCurve, type RocCurveParameters } from './metrics/roc-curve';
export type { MetricParameters, Values } from './metrics/samples';
export type { Predictor, Scorer, ScorerName } from './metrics/scorers';
export {
  meanSquaredError,
  meanSquaredLogError,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
} from './metrics/squared-error';
export { MedianPruner, type Pruner } from './tune/median-pruner';
export { minimize, type MinimizeOptions, type SearchResult } from './tune/minimize';
export {
  choice,
  constant,
  lognormal,
  loguniform,
  normal,
  qlognormal,
  qloguniform,
  qnormal,
  quniform,
  randint,
  uniform,
  type Sampled,
  type Space,
} from './tune/space';
export { suggest, type MethodOptions } from './tune/suggest';
export type { EarlierTrial, Report, Trial, TrialRecord, TrialState } from './tune/trial';
export { ElasticNet, type ElasticNetParameters } from './linear/elastic-net';
export { Lasso, type LassoParameters } from './linear/lasso';
export { LinearRegression, type LinearRegressionParameters } from './linear/linear-regression';
export { LinearSVC, type LinearSVCParameters } from './linear/linear-svc';
export { LinearSVR, type LinearSVRParameters } from './linear/linear-svr';
export { LogisticRegression, type LogisticRegressionParameters } from './linear/logistic-regression';
export { Ridge, type RidgeParameters } from './linear/ridge';

export { experiment, recordOf } from './record/experiment';
export { recorded, type Training } from './record/recorded';
export type { FingerprintedData } from './record/fingerprint-data';
export type { ExperimentDetails, ScoredAt, TrainingRecord } from './record/recorder';

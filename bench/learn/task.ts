/** Estimators that are called the same here and in scikit-learn. */
export type EstimatorName =
  | 'ExtraTreesRegressor'
  | 'GradientBoostingRegressor'
  | 'Lasso'
  | 'LinearRegression'
  | 'LinearSVR'
  | 'RandomForestRegressor';

/** What a contestant is asked to do, as JSON: learn from a data set, and predict its validation rows. */
export interface Task {
  readonly model: 'boosting' | EstimatorName;
  /** By the names that both libraries have for them. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** Rounds of boosting. */
  readonly rounds?: number;
  /** For boosting and forests; others take what they take by themselves. */
  readonly threads: number;
}

/** What it took, as JSON: seconds of the first call in the process, and of the calls after it. */
export interface Answer {
  readonly firstTrain: number;
  readonly train: number;
  /** Processor seconds of those calls, of all threads together: says more than the clock where much else goes on. */
  readonly trainProcessor: number;
  readonly firstPredict: number;
  readonly predict: number;
  readonly predictProcessor: number;
  /** Microseconds for a single row, after many. */
  readonly oneRow: number;
  /** MiB held with the data loaded; the most while it trained and predicted for the first time; null where unknown. */
  readonly loadedMiB: number | null;
  readonly peakMiB: number | null;
  /** Root of the mean squared error of the validation rows. */
  readonly rmse: number;
}

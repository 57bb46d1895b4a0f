import { choice, loguniform, quniform, uniform } from 'eider/learn';

/** How far a search goes: `course` is the range that the course searches, `quick` what trains in seconds. */
export const extents = ['quick', 'course'] as const;
export type Extent = (typeof extents)[number];

/** Parameters of the booster; their number of rounds is one of them. */
export function boosterSpace(extent: Extent, random_state: number) {
  return {
    objective: 'reg:squarederror' as const,
    colsample_bytree: uniform(0.5, 1),
    gamma: uniform(0.1, 1),
    learning_rate: loguniform(-3, 0),
    max_depth: extent === 'course' ? quniform(4, 100, 1) : quniform(4, 12, 1),
    min_child_weight: loguniform(-1, 3),
    num_boost_round: extent === 'course' ? quniform(500, 1000, 10) : quniform(50, 100, 10),
    random_state,
    reg_alpha: loguniform(-5, -1),
    reg_lambda: loguniform(-6, -1),
    subsample: uniform(0.1, 1),
  };
}

/** Parameters of the models that are named and parameterised as in scikit-learn. */
export function regressorSpaces(random_state: number) {
  return {
    LinearRegression: { fit_intercept: choice([true, false]) },
    Lasso: { alpha: uniform(0.0001, 1), max_iter: quniform(1000, 5000, 100) },
    LinearSVR: {
      epsilon: uniform(0, 1),
      C: loguniform(-7, 3),
      max_iter: quniform(1000, 5000, 100),
      random_state,
    },
    RandomForestRegressor: {
      max_depth: quniform(5, 45, 5),
      min_samples_leaf: quniform(1, 10, 1),
      min_samples_split: quniform(2, 20, 1),
      n_estimators: quniform(10, 60, 10),
      random_state,
    },
    GradientBoostingRegressor: {
      learning_rate: loguniform(-5, 0),
      max_depth: quniform(5, 40, 1),
      min_samples_leaf: quniform(1, 10, 1),
      min_samples_split: quniform(2, 20, 1),
      n_estimators: quniform(10, 50, 10),
      random_state,
    },
    ExtraTreesRegressor: {
      max_depth: quniform(5, 30, 5),
      min_samples_leaf: quniform(1, 10, 1),
      min_samples_split: quniform(2, 20, 2),
      n_estimators: quniform(10, 40, 10),
      random_state,
    },
  };
}

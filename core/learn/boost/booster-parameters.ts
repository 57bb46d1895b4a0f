/** Parameters of a boosting, with XGBoost's names and defaults (https://xgboost.readthedocs.io/en/stable/parameter.html). */
export interface BoosterParameters {
  /** What is minimised; `reg:squarederror` unless said otherwise. */
  readonly objective?:
    | 'reg:squarederror'
    | 'reg:absoluteerror'
    | 'reg:pseudohubererror'
    | 'count:poisson'
    | 'binary:logistic'
    | 'multi:softprob';
  /** Number of classes, for `multi:softprob`. */
  readonly num_class?: number;
  /** One or several of rmse, mae, mape, mphe, poisson-nloglik, logloss, error, error@t, auc, mlogloss, merror. */
  readonly eval_metric?: string | readonly string[];
  /** Prediction before the first tree; estimated from the labels unless given. */
  readonly base_score?: number;
  /** Learning rate: what each leaf is multiplied with, 0.3. */
  readonly eta?: number;
  /** Another name of `eta`. */
  readonly learning_rate?: number;
  /** Least gain of a split, 0. */
  readonly gamma?: number;
  /** Another name of `gamma`. */
  readonly min_split_loss?: number;
  /** Levels of a tree below its root, 6; 0 for no limit. */
  readonly max_depth?: number;
  /** Most leaves of a tree, 0 for no limit. */
  readonly max_leaves?: number;
  /** Level by level, or where the gain is largest. */
  readonly grow_policy?: 'depthwise' | 'lossguide';
  /** Least sum of hessians in a leaf, 1. */
  readonly min_child_weight?: number;
  /** Largest weight of a leaf before the learning rate, 0 for no limit; 0.7 for `count:poisson`. */
  readonly max_delta_step?: number;
  /** Share of the rows that each tree is grown on, 1. */
  readonly subsample?: number;
  /** Share of the features that a tree, a level or a node is grown with, 1 each. */
  readonly colsample_bytree?: number;
  readonly colsample_bylevel?: number;
  readonly colsample_bynode?: number;
  /** L2 penalty of the leaves' weights, 1. */
  readonly lambda?: number;
  /** Another name of `lambda`. */
  readonly reg_lambda?: number;
  /** L1 penalty of the leaves' weights, 0. */
  readonly alpha?: number;
  /** Another name of `alpha`. */
  readonly reg_alpha?: number;
  /** Most bins of a feature, 256. */
  readonly max_bin?: number;
  /** Categorical features with fewer categories are split one against the rest, 4. */
  readonly max_cat_to_onehot?: number;
  /** Most categories on the smaller side of a categorical split, 64. */
  readonly max_cat_threshold?: number;
  /** 1 where predictions may only rise with a feature, −1 where they may only fall: by column, or by name. */
  readonly monotone_constraints?: readonly (-1 | 0 | 1)[] | Readonly<Record<string, -1 | 0 | 1>>;
  /** Weight of rows whose label is 1, 1. */
  readonly scale_pos_weight?: number;
  /** Trees that are grown side by side in each round, 1: more make a boosted forest. */
  readonly num_parallel_tree?: number;
  /** Where the pseudo-Huber loss becomes linear, 1. */
  readonly huber_slope?: number;
  /** Of what is drawn at random, 0. */
  readonly seed?: number;
  /** Another name of `seed`. */
  readonly random_state?: number;
  /** Threads, 0 for as many as the size of the data is worth. */
  readonly nthread?: number;
  /** Another name of `nthread`. */
  readonly n_jobs?: number;
  readonly booster?: 'gbtree';
  readonly tree_method?: 'auto' | 'hist';
  /** Taken, and without effect. */
  readonly verbosity?: number;
}

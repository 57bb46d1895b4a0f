import type { DictVectorizer, SparseMatrix } from 'eider/learn';

/** The data product `training_set`: what the block `build` of data_preparation gives, in its order. */
export interface TrainingSet {
  readonly build: readonly [
    X: SparseMatrix,
    X_train: SparseMatrix,
    X_val: SparseMatrix,
    y: Float64Array,
    y_train: Float64Array,
    y_val: Float64Array,
    dv: DictVectorizer,
  ];
}

/** The same by name. */
export function matricesOf({ build: [X, X_train, X_val, y, y_train, y_val, dv] }: TrainingSet) {
  return { X, X_train, X_val, y, y_train, y_val, dv };
}

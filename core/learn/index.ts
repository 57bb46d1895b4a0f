/** What `eider/learn` gives a TypeScript block. */
export { DictVectorizer } from './encode/dict-vectorizer';
export type { SparseMatrix } from './encode/csr';
export type { Categories, FeatureColumns, Numbers } from './encode/columns';
export type { DenseMatrix, FeatureMatrix } from './matrix';
export type { FitOptions } from './fit-options';
export { Booster, type IterationRange, type PredictOptions } from './boost/booster';
export type { DumpOptions } from './boost/dump';
export type { ImportanceKind } from './boost/importance';
export { DMatrix, type DMatrixOptions, type FeatureType } from './boost/dmatrix';
export { train, type Trained, type TrainingCallback, type TrainOptions, type RoundReport } from './boost/train';

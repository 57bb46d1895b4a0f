/** What `eider/learn` gives a TypeScript block. */
export { DictVectorizer } from './encode/dict-vectorizer';
export type { SparseMatrix } from './encode/csr';
export type { Categories, FeatureColumns, Numbers } from './encode/columns';
export type { DenseMatrix, FeatureMatrix } from './matrix';

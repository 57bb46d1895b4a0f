import { assert, dataExporter, outputs, test, type Context, type Table } from 'eider';
import { DictVectorizer, type FeatureColumns, type SparseMatrix } from 'eider/learn';

/**
 * Sparse feature matrices and targets: over all trips (X, y), and for training and validation, which are encoded by a
 * vectoriser that has seen the training trips only. `dv` is that vectoriser, for encoding new trips the same way.
 *
 * Every output is a promise, so each is encoded as soon as its trips are read, and stored while the next is encoded.
 */
export default dataExporter(([all, train, validation]: [Table, Table, Table], { variables, log }: Context) => {
  const target = String(variables['target']);
  const [whole, training, validating] = [all, train, validation].map((trips) => read(trips, target));
  const dv = fit(training);
  return outputs({
    X: encode(whole, fit(whole)),
    X_train: encode(training, dv).then((X) => {
      log.info(`${X.rows} trips to train on, with ${X.columns} features`);
      return X;
    }),
    X_val: encode(validating, dv),
    y: whole.then((trips) => trips.y),
    y_train: training.then((trips) => trips.y),
    y_val: validating.then((trips) => trips.y),
    dv,
  });
});

interface Trips {
  readonly features: FeatureColumns;
  readonly y: Float64Array;
}

async function read(trips: Table, target: string): Promise<Trips> {
  const [PU_DO, trip_distance, duration] = await Promise.all([
    trips.column('PU_DO'),
    trips.column('trip_distance'),
    trips.column(target),
  ]);
  assert(duration.kind === 'numeric', `The target ${target} is not a number.`);
  return { features: { PU_DO, trip_distance }, y: duration.values };
}

async function fit(trips: Promise<Trips>): Promise<DictVectorizer> {
  return DictVectorizer.fit((await trips).features);
}

async function encode(trips: Promise<Trips>, vectorizer: Promise<DictVectorizer>): Promise<SparseMatrix> {
  return (await vectorizer).transform((await trips).features);
}

export const allTrips =
  test('has a target for every trip', (X: SparseMatrix, X_train: SparseMatrix, X_val: SparseMatrix, y: Float64Array) => {
    assert(X.rows > 0, 'There are no trips.');
    assert.equal(y.length, X.rows);
    assert.equal(X_train.rows + X_val.rows, X.rows);
  });

export const trainingSet =
  test('trains on the features that the vectoriser has learnt', (X: SparseMatrix, X_train: SparseMatrix, _X_val: SparseMatrix, _y: Float64Array, y_train: Float64Array, _y_val: Float64Array, dv: DictVectorizer) => {
    assert.equal(y_train.length, X_train.rows);
    assert.equal(X_train.columns, dv.featureNames.length);
    assert(X_train.columns <= X.columns, 'Some features of the training trips are in no trip.');
  });

export const validationSet =
  test('validates on the same features as it trains on', (_X: SparseMatrix, X_train: SparseMatrix, X_val: SparseMatrix, _y: Float64Array, _y_train: Float64Array, y_val: Float64Array) => {
    assert.equal(y_val.length, X_val.rows);
    assert.equal(X_val.columns, X_train.columns);
  });

import { assert, dataExporter, outputs, test, type Context, type Table } from 'eider';
import { DictVectorizer, type FeatureColumns, type SparseMatrix } from 'eider/learn';

/**
 * Sparse feature matrices and targets: over all trips (X, y), and for training and validation, which are encoded by a
 * vectoriser that has seen the training trips only. `dv` is that vectoriser, for encoding new trips the same way.
 */
export default dataExporter(async ([all, train, validation]: [Table, Table, Table], { variables, log }: Context) => {
  const target = String(variables['target']);
  // all three are read at once; the first is encoded while the others are still on their way
  const [readAll, readTrain, readValidation] = [all, train, validation].map((trips) => read(trips, target));

  const { features, y } = await readAll;
  const X = DictVectorizer.fit(features).transform(features);

  const { features: trainFeatures, y: y_train } = await readTrain;
  const dv = DictVectorizer.fit(trainFeatures);
  const X_train = dv.transform(trainFeatures);

  const { features: validationFeatures, y: y_val } = await readValidation;
  const X_val = dv.transform(validationFeatures);

  log.info(`${X_train.rows} trips to train on, ${X_val.rows} to validate with, ${dv.featureNames.length} features`);
  return outputs({ X, X_train, X_val, y, y_train, y_val, dv });
});

async function read(trips: Table, target: string): Promise<{ features: FeatureColumns; y: Float64Array }> {
  const [PU_DO, trip_distance, duration] = await Promise.all([
    trips.column('PU_DO'),
    trips.column('trip_distance'),
    trips.column(target),
  ]);
  assert(duration.kind === 'numeric', `The target ${target} is not a number.`);
  return { features: { PU_DO, trip_distance }, y: duration.values };
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

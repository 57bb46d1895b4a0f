import { assert, dataExporter, outputs, test } from 'eider';
import { DictVectorizer } from 'eider/learn';
/**
 * Sparse feature matrices and targets: over all trips (X, y), and for training and validation, which are encoded by a
 * vectoriser that has seen the training trips only. `dv` is that vectoriser, for encoding new trips the same way.
 */
export default dataExporter(async ([all, train, validation], { variables, log }) => {
  const target = String(variables['target']);
  const tables = [all, train, validation];
  const [ofAll, ofTrain, ofValidation] = await Promise.all(tables.map(features));
  const [y, y_train, y_val] = await Promise.all(tables.map((trips) => numbers(trips, target)));
  const X = DictVectorizer.fit(ofAll).transform(ofAll);
  const dv = DictVectorizer.fit(ofTrain);
  const X_train = dv.transform(ofTrain);
  const X_val = dv.transform(ofValidation);
  log.info(`${X_train.rows} trips to train on, ${X_val.rows} to validate with, ${dv.featureNames.length} features`);
  return outputs({ X, X_train, X_val, y, y_train, y_val, dv });
});
async function features(trips) {
  const [PU_DO, trip_distance] = await Promise.all([trips.column('PU_DO'), trips.column('trip_distance')]);
  return { PU_DO, trip_distance };
}
async function numbers(trips, name) {
  const column = await trips.column(name);
  assert(column.kind === 'numeric', `The target ${name} is not a number.`);
  return column.values;
}
export const allTrips = test('has a target for every trip', (X, X_train, X_val, y) => {
  assert(X.rows > 0, 'There are no trips.');
  assert.equal(y.length, X.rows);
  assert.equal(X_train.rows + X_val.rows, X.rows);
});
export const trainingSet =
  test('trains on the features that the vectoriser has learnt', (X, X_train, _X_val, _y, y_train, _y_val, dv) => {
    assert.equal(y_train.length, X_train.rows);
    assert.equal(X_train.columns, dv.featureNames.length);
    assert(X_train.columns <= X.columns, 'Some features of the training trips are in no trip.');
  });
export const validationSet =
  test('validates on the same features as it trains on', (_X, X_train, X_val, _y, _y_train, y_val) => {
    assert.equal(y_val.length, X_val.rows);
    assert.equal(X_val.columns, X_train.columns);
  });

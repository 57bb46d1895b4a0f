import { assert, custom, outputs, table, test, type Context, type Table } from 'eider';
import type { Booster } from 'eider/learn';
import { meanOf, rmseOfMean, scores } from '../utils/scores';
import { matricesOf, type TrainingSet } from '../utils/training-set';

/**
 * How good the booster is, on the trips it has learnt from and on those it has not seen; what it predicts for each of the
 * latter, in minutes; and which features its trees ask about.
 */
export default custom((trainingSet: TrainingSet, [booster]: [Booster], { log }: Context) => {
  const { X_train, y_train, X_val, y_val } = matricesOf(trainingSet);
  const mean = meanOf(y_train);
  const rows = (
    [
      ['training', X_train, y_train],
      ['validation', X_val, y_val],
    ] as const
  ).map(([trips, X, y]) => {
    const predicted = booster.predict(X);
    return {
      trips,
      predicted,
      metrics: { trips, count: y.length, ...scores(y, predicted), rmse_of_mean: rmseOfMean(y, mean) },
    };
  });
  for (const { trips, metrics } of rows) {
    log.info(
      `RMSE ${metrics.rmse.toFixed(3)} minutes on ${trips} trips, where the mean has ${metrics.rmse_of_mean.toFixed(3)}`,
    );
  }
  const predicted = rows.at(-1)?.predicted ?? new Float32Array(0);
  const weights = booster.importance('weight');
  const covers = booster.importance('cover');
  return outputs({
    metrics: table(rows.map(({ metrics }) => metrics)),
    predictions: table(
      Array.from(predicted, (minutes, row) => {
        const actual = y_val[row] ?? NaN;
        return { actual, predicted: minutes, error: minutes - actual };
      }),
    ),
    importance: table(
      [...booster.importance('total_gain')]
        .map(([feature, total_gain]) => ({
          feature,
          total_gain,
          splits: weights.get(feature) ?? 0,
          cover: covers.get(feature) ?? 0,
        }))
        .sort((a, b) => b.total_gain - a.total_gain),
    ),
  });
});

export const better = test('errs less than the mean on trips it has not seen', async (metrics: Table) => {
  const [, validation] = await metrics.head(2);
  assert(Number(validation?.['rmse']) < Number(validation?.['rmse_of_mean']), 'Predicting the mean is better.');
});

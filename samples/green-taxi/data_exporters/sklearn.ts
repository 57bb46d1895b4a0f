import { assert, dataExporter, outputs, test, type Context } from 'eider';
import { recordOf } from 'eider/learn';
import type { Tuned } from '../transformers/hyperparameter_tuning/sklearn';
import { recordTogether } from '../utils/experiment';
import { regressors, type Regressor } from '../utils/regressors';
import { scores } from '../utils/scores';
import { matricesOf, type TrainingSet } from '../utils/training-set';

/** What is known of a model that was trained on all trips. */
export interface ModelFacts extends Tuned {
  readonly rows: number;
  readonly features: number;
  /** RMSE in minutes on the trips it was trained on. */
  readonly rmse: number;
}

/** Fits a model with the parameters that were found for it, now to all trips. */
export default dataExporter(async (trainingSet: TrainingSet, tuned: Tuned, { log, signal }: Context) => {
  const { X, y } = matricesOf(trainingSet);
  recordTogether();
  const model = await regressors[tuned.model].fit(X, y, tuned.parameters, {
    signal,
    onWarning: (warning) => log.warn(warning),
    onProgress: (fraction) => log.progress(fraction),
  });
  const { rmse } = scores(y, model.predict(X));
  recordOf(model).metrics({ rmse }, { set: 'training' });
  log.info(`${tuned.model}: RMSE ${rmse.toFixed(3)} minutes on the ${X.rows} trips it was fitted to`);
  const facts: ModelFacts = { ...tuned, rows: X.rows, features: X.columns, rmse };
  return outputs({ model, facts });
});

export const predicts = test('was fitted to the trips it says', (_model: Regressor, facts: ModelFacts) => {
  assert(facts.rows > 0 && facts.features > 0, `${facts.model} was fitted to nothing.`);
});

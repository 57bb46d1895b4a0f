import { assert, custom, log, table, test, type Table } from 'eider';
import type { ModelFacts } from '../data_exporters/sklearn';
import type { Regressor } from '../utils/regressors';

/**
 * All models beside each other, the best on the validation trips first. What the runs of the block above give comes one
 * after another: a model, its facts, the next model, its facts.
 */
export default custom((given: readonly (Regressor | ModelFacts)[]) => {
  const rows = given
    .filter((value) => 'validation' in value)
    .map(({ model, validation, rmse, trials, parameters }) => ({
      model,
      ...validation,
      rmse_on_all: rmse,
      trials,
      parameters: JSON.stringify(parameters),
    }))
    .sort((a, b) => a.rmse - b.rmse);
  for (const { model, rmse } of rows) log.info(`${model}: RMSE ${rmse.toFixed(3)} minutes on validation trips`);
  return table(rows);
});

export const every = test('has a row for each model', async (models: Table) => {
  assert((await models.rowCount()) > 0, 'No model was trained.');
});

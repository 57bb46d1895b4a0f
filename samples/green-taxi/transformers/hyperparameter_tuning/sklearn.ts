import { assert, test, transformer, type Context } from 'eider';
import { minimize, recordOf, type Space } from 'eider/learn';
import { recordTogether } from '../../utils/experiment';
import { regressors, type RegressorName } from '../../utils/regressors';
import { scores } from '../../utils/scores';
import { wholeNumber } from '../../utils/settings';
import { regressorSpaces } from '../../utils/spaces';
import { matricesOf, type TrainingSet } from '../../utils/training-set';

/** What was found for a model: its parameters, and how it then does on the validation trips. */
export interface Tuned {
  readonly model: RegressorName;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly trials: number;
  readonly validation: ReturnType<typeof scores>;
}

/** Searches the parameters of one model, named by the dynamic block above, with which it errs least on the validation trips. */
export default transformer(
  async (trainingSet: TrainingSet, model: RegressorName, { variables, log, signal }: Context) => {
    const { X_train, y_train, X_val, y_val } = matricesOf(trainingSet);
    const max_evaluations = wholeNumber(variables, 'max_evaluations', 1);
    const random_state = wholeNumber(variables, 'random_state', 0);
    const space: Readonly<Record<string, Space>> = regressorSpaces(random_state)[model];
    recordTogether();
    const measured = new Map<number, Tuned['validation']>();
    const { parameters, best, trials } = await minimize(
      async (parameters, trial) => {
        const fitted = await regressors[model].fit(X_train, y_train, parameters, {
          signal: trial.signal,
          onWarning: (warning) => log.warn(warning),
          onProgress: (fraction) => log.progress((trial.number + fraction) / max_evaluations),
        });
        const validation = scores(y_val, fitted.predict(X_val));
        recordOf(fitted).metrics(validation, { set: 'validation' });
        measured.set(trial.number, validation);
        const tried = JSON.stringify(parameters);
        log.info(`Trial ${trial.number + 1} of ${max_evaluations}: RMSE ${validation.rmse.toFixed(3)} with ${tried}`);
        return validation.rmse;
      },
      space,
      { max_evaluations, seed: random_state, signal },
    );
    const validation = measured.get(best.number);
    assert(validation !== undefined, 'The best trial was measured.');
    const tuned: Tuned = { model, parameters, trials: trials.length, validation };
    return tuned;
  },
);

export const found = test('found parameters', ({ validation }: Tuned) => {
  assert(validation.rmse > 0, 'A model that never errs has seen the validation trips.');
});

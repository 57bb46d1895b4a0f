import { assert, outputs, table, test, transformer, type Context, type Table } from 'eider';
import { DMatrix, minimize, train, type Sampled } from 'eider/learn';
import { recordTogether } from '../../utils/experiment';
import { meanOf, rmseOfMean } from '../../utils/scores';
import { oneOf, wholeNumber } from '../../utils/settings';
import { boosterSpace, extents } from '../../utils/spaces';
import { matricesOf, type TrainingSet } from '../../utils/training-set';

/** What the booster is trained with, its number of rounds included. */
export type BoosterSettings = Sampled<ReturnType<typeof boosterSpace>>;

/**
 * Searches the booster's parameters with which it errs least on the validation trips. A trial ends when the error has not
 * fallen for `early_stopping_rounds` rounds, and counts with its best one.
 */
export default transformer(async (trainingSet: TrainingSet, { variables, log, signal }: Context) => {
  const { X_train, y_train, X_val, y_val } = matricesOf(trainingSet);
  const max_evaluations = wholeNumber(variables, 'max_evaluations', 1);
  const earlyStoppingRounds = wholeNumber(variables, 'early_stopping_rounds', 1);
  const seed = wholeNumber(variables, 'random_state', 0);
  const space = boosterSpace(oneOf(variables, 'search_space', extents), seed);

  recordTogether();
  const training = new DMatrix(X_train, { label: y_train });
  const validation = new DMatrix(X_val, { label: y_val });
  const roundsOf = new Map<number, number>();
  const { parameters, value, best, trials } = await minimize(
    async ({ num_boost_round, ...parameters }, trial) => {
      const { booster } = await train(parameters, training, {
        rounds: num_boost_round,
        evals: { validation },
        earlyStoppingRounds,
        callbacks: [({ round, rounds }) => log.progress((trial.number + round / rounds) / max_evaluations)],
        signal: trial.signal,
      });
      roundsOf.set(trial.number, (booster.bestIteration ?? 0) + 1);
      return booster.bestScore ?? NaN;
    },
    space,
    {
      max_evaluations,
      seed,
      signal,
      onTrial: ({ number, state, value, seconds }) => {
        if (state === 'running') return;
        const rmse = value === null ? state : `RMSE ${value.toFixed(3)} after ${roundsOf.get(number) ?? 0} rounds`;
        log.info(`Trial ${number + 1} of ${max_evaluations}: ${rmse}, ${(seconds ?? 0).toFixed(1)} s`);
      },
    },
  );
  log.info(`Trial ${best.number + 1} is the best: RMSE ${value.toFixed(3)} minutes on the validation trips`);
  const settings: BoosterSettings = { ...parameters, num_boost_round: roundsOf.get(best.number) ?? 1 };
  return outputs({
    parameters: settings,
    trials: table(
      trials.map((trial) => ({
        trial: trial.number + 1,
        state: trial.state,
        rmse: trial.value,
        ...trial.parameters,
        num_boost_round: roundsOf.get(trial.number) ?? null,
      })),
    ),
    baseline: rmseOfMean(y_val, meanOf(y_train)),
  });
});

export const foundParameters =
  test('found parameters that are better than predicting the mean', async (parameters: BoosterSettings, trials: Table, baseline: number) => {
    assert(parameters.num_boost_round >= 1, 'The best trial has no rounds.');
    const errors: number[] = [];
    for await (const { rmse } of trials.rows()) errors.push(Number(rmse ?? Infinity));
    assert(Math.min(...errors) < baseline, `No trial has an RMSE below ${baseline.toFixed(2)} minutes.`);
  });

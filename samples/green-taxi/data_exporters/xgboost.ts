import { assert, dataExporter, outputs, test, type Context } from 'eider';
import { DMatrix, recordOf, train, type Booster, type DictVectorizer } from 'eider/learn';
import type { BoosterSettings } from '../transformers/hyperparameter_tuning/xgboost';
import { recordTogether } from '../utils/experiment';
import { wholeNumber } from '../utils/settings';
import { matricesOf, type TrainingSet } from '../utils/training-set';

/** Rounds between two lines in the log. */
const VERBOSE_EVAL = 10;

/**
 * Trains a booster with the parameters that were found, and gives it with the vectoriser that encodes trips for it: what
 * the data product `xgboost` is made of.
 *
 * The variable `max_depth` has the last word about depth, so that trees can be read.
 */
export default dataExporter(
  async (trainingSet: TrainingSet, [settings]: [BoosterSettings], { variables, log, signal }: Context) => {
    const { X_train, y_train, X_val, y_val, dv } = matricesOf(trainingSet);
    const { num_boost_round, ...found } = settings;
    const max_depth =
      (variables['max_depth'] ?? null) === null ? found.max_depth : wholeNumber(variables, 'max_depth', 1);
    recordTogether();
    const training = new DMatrix(X_train, { label: y_train });
    const validation = new DMatrix(X_val, { label: y_val });
    const { booster } = await train({ ...found, max_depth }, training, {
      rounds: num_boost_round,
      evals: { training, validation },
      earlyStoppingRounds: wholeNumber(variables, 'early_stopping_rounds', 1),
      callbacks: [
        ({ round, rounds, scores }) => {
          log.progress((round + 1) / rounds);
          if (round % VERBOSE_EVAL > 0 && round + 1 < rounds) return;
          const [trained, validated] = [scores['training'], scores['validation']].map((score) =>
            score?.['rmse']?.toFixed(3),
          );
          log.info(`[${round}] RMSE ${trained ?? ''} on training trips, ${validated ?? ''} on validation trips`);
        },
      ],
      signal,
    });
    const best = (booster.bestIteration ?? booster.iterations - 1) + 1;
    log.info(`Keeps ${best} of ${booster.iterations} rounds, trees at most ${max_depth} deep`);
    const kept = booster.slice(0, best).withParameters({ ...found, max_depth });
    recordOf(booster).trained(kept);
    return outputs({ booster: kept, dv });
  },
);

export const fits = test('has a feature for each of the vectoriser', (booster: Booster, dv: DictVectorizer) => {
  assert(booster.iterations > 0, 'The booster has no trees.');
  assert.equal(booster.model.numFeature, dv.featureNames.length);
});

export const farther = test('predicts that a longer trip takes longer', (booster: Booster, dv: DictVectorizer) => {
  const PU_DO = { kind: 'categorical', categories: [], codes: Int32Array.of(-1, -1) } as const;
  const trip_distance = { kind: 'numeric', values: Float64Array.of(1, 10) } as const;
  const [near = 0, far = 0] = booster.predict(dv.transform({ PU_DO, trip_distance }));
  assert(far > near, `10 miles take ${far.toFixed(1)} minutes, 1 mile takes ${near.toFixed(1)}.`);
});

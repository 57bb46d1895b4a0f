import { assert, custom, outputs, test, type Context, type Variables } from 'eider';
import type { Booster, DictVectorizer } from 'eider/learn';
import { shown } from '../utils/settings';
import { columnsOf, readTrip, routeOf, type Trip } from '../utils/trips';

/** The data product `xgboost`. */
interface Model {
  readonly xgboost: readonly [booster: Booster, dv: DictVectorizer];
}

/** How many minutes trips will take: each of the variable `inputs`, or the one that is given by its fields. */
export default custom(({ xgboost: [booster, dv] }: Model, { variables, log }: Context) => {
  const trips = tripsOf(variables);
  const known = new Set(dv.featureNames);
  const minutes = [...booster.predict(dv.transform(columnsOf(trips)))];
  for (const [at, trip] of trips.entries()) {
    const { PULocationID, DOLocationID, trip_distance } = trip;
    log.info(
      `From ${PULocationID} to ${DOLocationID}, ${trip_distance} miles: ${minutes[at]?.toFixed(2) ?? ''} minutes`,
    );
    if (!known.has(`PU_DO=${routeOf(trip)}`)) {
      log.warn(
        `No trip from ${PULocationID} to ${DOLocationID} was in training: the prediction rests on the distance.`,
      );
    }
  }
  return outputs({ minutes });
});

const FIELDS = ['PULocationID', 'DOLocationID', 'trip_distance'] as const;

/** One trip when any of its fields is given, as an interaction does; else the list. */
function tripsOf(variables: Variables): Trip[] {
  const fields = FIELDS.map((name) => [name, variables[name]] as const).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  if (fields.length > 0) return [readTrip(Object.fromEntries(fields), 'The trip')];
  const inputs = variables['inputs'];
  assert(Array.isArray(inputs), `The variable inputs is ${shown(inputs)}. Give a list of trips.`);
  return inputs.map((given: unknown, at) => readTrip(given, `Trip ${at + 1} of inputs`));
}

export const possible = test('predicts minutes that trips can take', (minutes: readonly number[]) => {
  for (const value of minutes) assert(value > -5 && value < 120, `${value} minutes is out of all experience.`);
});

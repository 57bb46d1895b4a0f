import { assert } from 'eider';
import type { FeatureColumns } from 'eider/learn';
import { shown } from './settings';

/** A trip before it has begun: the zones it goes between, and how many miles. */
export interface Trip {
  readonly PULocationID: string;
  readonly DOLocationID: string;
  readonly trip_distance: number;
}

/** A trip from plain data, zones as numbers or text. Throws a sentence that names `what` is wrong with it. */
export function readTrip(given: unknown, what: string): Trip {
  assert(
    typeof given === 'object' && given !== null && !Array.isArray(given),
    `${what} is ${shown(given)}. Give PULocationID, DOLocationID and trip_distance.`,
  );
  const fields: Readonly<Record<string, unknown>> = { ...given };
  return {
    PULocationID: zone(fields, 'PULocationID', what),
    DOLocationID: zone(fields, 'DOLocationID', what),
    trip_distance: miles(fields['trip_distance'], what),
  };
}

function zone(fields: Readonly<Record<string, unknown>>, name: string, what: string): string {
  const text = String(fields[name] ?? '');
  assert(
    /^\d+$/.test(text),
    `${what}: ${name} is ${shown(fields[name])}. Give the number of a taxi zone, such as 236.`,
  );
  return String(Number(text));
}

function miles(given: unknown, what: string): number {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  assert(
    typeof value === 'number' && Number.isFinite(value) && value >= 0,
    `${what}: trip_distance is ${shown(given)}. Give miles, such as 1.98.`,
  );
  return value;
}

/** Where from and where to, as one category: what `prepare.sql` makes of the two zones. */
export function routeOf({ PULocationID, DOLocationID }: Trip): string {
  return `${PULocationID}_${DOLocationID}`;
}

/** Trips as the columns that the vectoriser was fitted on. */
export function columnsOf(trips: readonly Trip[]): FeatureColumns {
  const categories = [...new Set(trips.map(routeOf))].sort();
  return {
    PU_DO: {
      kind: 'categorical',
      categories,
      codes: Int32Array.from(trips, (trip) => categories.indexOf(routeOf(trip))),
    },
    trip_distance: { kind: 'numeric', values: Float64Array.from(trips, (trip) => trip.trip_distance) },
  };
}

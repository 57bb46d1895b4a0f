/** How long a product's newest run counts; the parts add up. Null: for ever. */
export type OutdatedAfter = Readonly<Partial<Record<(typeof outdatedUnits)[number], number>>>;
export const outdatedUnits = ['seconds', 'weeks', 'months', 'years'] as const;

/** From when on, in UTC, an outdated product is made again: each given part of the time now is at least this. */
export type StartingAt = Readonly<Partial<Record<(typeof startingParts)[number], number>>>;
export const startingParts = [
  'second_of_minute',
  'minute_of_hour',
  'hour_of_day',
  'day_of_week',
  'day_of_month',
  'day_of_year',
  'week_of_month',
  'week_of_year',
  'month_of_year',
] as const;

/** What a block of type `global_data_product` asks for in its configuration; what it names goes over the registry. */
export interface ProductUse {
  readonly uuid: string;
  /** The name of the project whose registry has it; null for the block's own. */
  readonly project: string | null;
  readonly outdatedAfter: OutdatedAfter | null;
  readonly startingAt: StartingAt | null;
  readonly partitions: ReadonlyMap<string, number> | null;
}

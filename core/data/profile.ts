import type { ColumnProfile, Filter, TopValue } from '../protocol/data';
import { isNumeric, typeFamily } from './column-type';
import { checkFilters, filterCondition } from './filter';
import type { Query } from './pool';
import { columnOf, parametersOf, type Relation, type RelationColumn } from './relation';
import { cutText } from './sql-text';
import { numberOf, numberOrNull, onlyRow, textOrNull } from './values';

/** Up to so many distinct values are counted exactly. */
export const exactDistinct = 10_000;
/** An estimate above this is never of a column with 10,000 distinct values or fewer: DuckDB's is 13 % off on average. */
const surelyMore = 3 * exactDistinct;
const topCount = 5;
/** Squares of larger numbers exceed a double, and DuckDB then gives an error instead of a standard deviation. */
const largestSquared = '1e150';

/**
 * Profile of one column over the rows that match the filters. NaN has no place in an order, so minimum, maximum and
 * quartiles leave it out; mean and sample standard deviation are those of the finite values. Quartiles of numbers
 * are interpolated, others are values that occur. Long texts are cut as in pages. Throws `column_missing` or `filter_value`.
 */
export async function profileOf(
  query: Query,
  relation: Relation,
  request: { readonly column: string; readonly filters: readonly Filter[] },
  signal?: AbortSignal,
): Promise<ColumnProfile> {
  const column = columnOf(relation, request.column);
  await checkFilters(query, relation, request.filters, signal);
  const parameters = parametersOf(relation);
  const source = `${relation.from} WHERE ${filterCondition(relation, request.filters, parameters)}`;
  const ask: Ask = async (select, suffix = '') =>
    query(`SELECT ${select} FROM ${source} ${suffix}`, parameters.values, signal);

  const row = await onlyRow(await ask(summaryColumns(column)));
  const [topValues, distinct] = await Promise.all([
    topValuesOf(ask, column),
    distinctOf(ask, column, { estimate: numberOf(row[2]), values: numberOf(row[0]) - numberOf(row[1]) }),
  ]);
  const quartiles = [textOrNull(row[5]), textOrNull(row[6]), textOrNull(row[7])];
  return {
    column: column.name,
    type: column.type,
    rows: numberOf(row[0]),
    nulls: numberOf(row[1]),
    ...distinct,
    min: textOrNull(row[3]),
    max: textOrNull(row[4]),
    quantiles: typeFamily(column.type) === 'unordered' ? null : quartiles,
    mean: numberOrNull(row[8]),
    standardDeviation: numberOrNull(row[9]),
    topValues,
  };
}

type Ask = (select: string, suffix?: string) => ReturnType<Query>;

/** Rows, nulls, estimate of the distinct values, minimum, maximum, three quartiles, mean, standard deviation. */
function summaryColumns({ sql, type }: RelationColumn): string {
  const family = typeFamily(type);
  const placed = family === 'float' ? `FILTER (WHERE NOT isnan(${sql}))` : '';
  const quantile = isNumeric(type) ? 'quantile_cont' : 'quantile_disc';
  const order =
    family === 'unordered'
      ? ['NULL', 'NULL', 'NULL', 'NULL', 'NULL']
      : [
          `min(${sql}) ${placed}`,
          `max(${sql}) ${placed}`,
          ...[0.25, 0.5, 0.75].map((share) => `${quantile}(${sql}, ${share}) ${placed}`),
        ];
  return [
    'count(*)',
    `count(*) - count(${sql})`,
    `approx_count_distinct(${sql})`,
    ...order.map((expression) => cutText(`CAST(${expression} AS VARCHAR)`)),
    ...(isNumeric(type) ? momentColumns(`CAST(${sql} AS DOUBLE)`) : ['NULL', 'NULL']),
  ].join(', ');
}

function momentColumns(value: string): string[] {
  const finite = `FILTER (WHERE isfinite(${value}))`;
  const small = `FILTER (WHERE abs(${value}) < ${largestSquared})`;
  return [
    `avg(${value}) ${finite}`,
    `CASE WHEN max(abs(${value})) ${finite} < ${largestSquared} THEN stddev_samp(${value}) ${small} END`,
  ];
}

/** An estimate is kept between what is known of the truth: more than the exact limit, and no more than there are values. */
async function distinctOf(
  ask: Ask,
  { sql }: RelationColumn,
  { estimate, values }: { readonly estimate: number; readonly values: number },
) {
  if (estimate <= surelyMore) {
    const exact = numberOf((await onlyRow(await ask(`count(DISTINCT ${sql})`)))[0]);
    if (exact <= exactDistinct) return { distinct: exact, distinctIsExact: true };
  }
  return { distinct: Math.min(values, Math.max(estimate, exactDistinct + 1)), distinctIsExact: false };
}

/** The most frequent values, the smaller first among equally frequent ones. */
async function topValuesOf(ask: Ask, { sql }: RelationColumn): Promise<TopValue[]> {
  const result = await ask(
    `${cutText(`CAST(${sql} AS VARCHAR)`)}, count(*) AS n`,
    `AND ${sql} IS NOT NULL GROUP BY ${sql} ORDER BY n DESC, ${sql} LIMIT ${topCount}`,
  );
  return (await result.getRows()).map((row) => ({ value: textOrNull(row[0]) ?? '', count: numberOf(row[1]) }));
}

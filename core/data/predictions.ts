import { configurationError } from './chart-configuration';
import type { ChartRows } from './chart-rows';
import { numberExpression, unsuitableColumn } from './metrics';
import { columnOf, type RelationColumn } from './relation';
import { numberOf, numberOrNull, onlyRow } from './values';

/** Rows with what was predicted and what came true, both finite numbers: `SELECT actual, predicted` in parentheses. */
export interface Predictions {
  readonly sql: string;
  readonly actual: string;
  readonly predicted: string;
}

/** The rows of a chart whose `x` is the column of actual values and whose `y` that of predicted ones. */
export function predictionsOf({ chart, configuration, source }: ChartRows): Predictions {
  const [first, second] = source.columns;
  const [actual, predicted] = [configuration.x ?? first?.name, configuration.y[0] ?? second?.name];
  if (actual === undefined || predicted === undefined) {
    throw configurationError(
      chart,
      'it names no columns of actual and predicted values.',
      'Set x to the column of actual values and y to that of predicted ones.',
    );
  }
  const [a, p] = [actual, predicted].map((name) => number(columnOf(source, name, 'chart_column_missing'), source.name));
  const rows = `SELECT ${a ?? ''} AS actual, ${p ?? ''} AS predicted FROM ${source.from}`;
  return { sql: `(FROM (${rows}) WHERE isfinite(actual) AND isfinite(predicted))`, actual, predicted };
}

function number(column: RelationColumn, name: string): string {
  const expression = numberExpression(column);
  if (expression !== null) return expression;
  throw unsuitableColumn(column, name, 'has no numbers', 'Choose columns of numbers for x and y.');
}

/**
 * How many rows there are, and a sentence on how good the predictions are: the mean absolute error, the root of the mean
 * squared error, the coefficient of determination (of actual values that differ) and the mean residual, actual − predicted.
 */
export async function noteErrors(
  { query, source, note, signal }: ChartRows,
  { sql, actual, predicted }: Predictions,
): Promise<number> {
  const errors =
    'count(*), avg(abs(actual - predicted)), sqrt(avg((actual - predicted) ** 2)), ' +
    'CASE WHEN var_pop(actual) > 0 THEN 1 - avg((actual - predicted) ** 2) / var_pop(actual) END, avg(actual - predicted)';
  const result = await query(
    `SELECT ${errors}, (SELECT count(*) FROM ${source.from}) FROM ${sql}`,
    source.values,
    signal,
  );
  const [count, absolute, squared, r2, bias, all] = await onlyRow(result);
  const rows = numberOf(count);
  const facts = [
    ['mean absolute error', absolute],
    ['root mean squared error', squared],
    ['R²', r2],
    ['mean residual', bias],
  ].flatMap(([name, value]) => {
    const found = typeof value === 'number' ? numberOrNull(value) : null;
    return found === null ? [] : [`${String(name)} ${String(Number(found.toPrecision(4)))}`];
  });
  if (rows > 0) note(`${rows.toLocaleString('en-US')} rows: ${facts.join(', ')}.`);
  const left = numberOf(all) - rows;
  if (left > 0)
    note(`${left.toLocaleString('en-US')} rows without a number in ${actual} or ${predicted} are left out.`);
  return rows;
}

import { EiderError } from '../errors';
import type { CellQuery, CellText } from '../protocol/data';
import type { LocatedOutput } from '../store/outputs';
import { checkFilters } from './filter';
import { windowSource } from './page';
import type { Query } from './pool';
import { parametersOf, tableRelation } from './relation';
import { numberOrNull, textOrNull } from './values';

/**
 * One value of a stored table, whole or a piece of it, where a page has it cut. Unsorted, it is read from the one row group
 * and the one column that hold it. Throws `column_missing`, `row_missing`, `filter_value` or `output_not_table`.
 */
export async function readCell(
  query: Query,
  located: LocatedOutput,
  request: Pick<CellQuery, 'row' | 'column' | 'sort' | 'filters' | 'from' | 'limit'>,
  signal?: AbortSignal,
): Promise<CellText> {
  const relation = await tableRelation(query, located, signal);
  const column = relation.columns[request.column];
  if (column === undefined) {
    throw new EiderError({
      code: 'column_missing',
      message: `There is no column ${request.column + 1} in ${relation.name}.`,
      remedy: `It has ${relation.columns.length} columns.`,
    });
  }
  await checkFilters(query, relation, request.filters, signal);
  const parameters = parametersOf(relation);
  const { row, sort, filters } = request;
  const source = windowSource(relation, { offset: row, limit: 1, sort, filters }, parameters);
  const text = column.type === 'VARCHAR' ? column.sql : `CAST(${column.sql} AS VARCHAR)`;
  const piece = `substring(${text}, ${parameters.bind(request.from + 1)}, ${parameters.bind(request.limit)})`;
  const result = await query(`SELECT ${piece}, length(${text}) FROM ${source}`, parameters.values, signal);
  const [values] = await result.getRows();
  if (values === undefined) {
    throw new EiderError({ code: 'row_missing', message: `There is no row ${row + 1} in ${relation.name}.` });
  }
  return { text: textOrNull(values[0]), characters: numberOrNull(values[1]) ?? 0 };
}

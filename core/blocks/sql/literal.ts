import { quoteIdentifier, quoteLiteral } from '../../data/sql-text';

/**
 * A YAML value as a DuckDB expression of the fitting type: whole numbers BIGINT (or HUGEINT), others DOUBLE, lists LIST,
 * maps STRUCT, null NULL, everything else text. Throws TypeError for what no YAML file holds. Text is escaped, so the result is a value and nothing else.
 */
export function toSqlValue(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  switch (typeof value) {
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'bigint':
      return value.toString();
    case 'number':
      return numberLiteral(value);
    case 'string':
      return quoteLiteral(value);
    default:
      break;
  }
  if (value instanceof Date) return `TIMESTAMP ${quoteLiteral(value.toISOString().replace('T', ' ').replace('Z', ''))}`;
  if (Array.isArray(value)) return `[${value.map(toSqlValue).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0) return 'MAP {}';
    return `{${entries.map(([key, entry]) => `${quoteIdentifier(key)}: ${toSqlValue(entry)}`).join(', ')}}`;
  }
  throw new TypeError(`a ${typeof value} is no YAML value`);
}

function numberLiteral(value: number): string {
  if (Number.isSafeInteger(value)) return `CAST(${value} AS BIGINT)`;
  if (Number.isFinite(value)) return `CAST(${quoteLiteral(value.toString())} AS DOUBLE)`;
  return `CAST(${quoteLiteral(Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf')} AS DOUBLE)`;
}

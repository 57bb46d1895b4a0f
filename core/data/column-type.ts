/** What can be done with a column, by DuckDB's name of its type. `instant` is a point in time; a time of day is `ordered`. */
export type TypeFamily = 'integer' | 'float' | 'decimal' | 'boolean' | 'text' | 'instant' | 'ordered' | 'unordered';

const integers = new Set([
  ...['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'],
  ...['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT'],
]);
const instants = new Set([
  ...['DATE', 'TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'],
  ...['TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ'],
]);
const ordered = new Set([
  ...['TIME', 'TIME_NS', 'TIME WITH TIME ZONE', 'TIMETZ', 'INTERVAL'],
  ...['UUID', 'BLOB', 'BIT', 'BIGNUM'],
]);

/** The family of a type as DuckDB prints it, for instance `DECIMAL(18,3)`. */
export function typeFamily(type: string): TypeFamily {
  if (type.endsWith(']')) return 'unordered'; // lists and arrays of anything
  if (integers.has(type)) return 'integer';
  if (type === 'FLOAT' || type === 'DOUBLE') return 'float';
  if (type.startsWith('DECIMAL(')) return 'decimal';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'VARCHAR') return 'text';
  if (instants.has(type)) return 'instant';
  if (ordered.has(type) || type.startsWith('ENUM(')) return 'ordered';
  return 'unordered';
}

/** Whether a mean makes sense. */
export function isNumeric(type: string): boolean {
  const family = typeFamily(type);
  return family === 'integer' || family === 'float' || family === 'decimal';
}

/** SQL for a column as a double: numbers as they are, instants as epoch seconds in UTC; null for other types. */
export function doubleExpression(column: string, type: string): string | null {
  if (isNumeric(type)) return `CAST(${column} AS DOUBLE)`;
  return typeFamily(type) === 'instant' ? `epoch(${column})` : null;
}

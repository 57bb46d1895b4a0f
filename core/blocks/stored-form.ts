import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api';
import { quoteIdentifier } from '../data/sql-text';

/** A way to write a column to Parquet. */
export interface StoredForm {
  /** SQL of what is written. */
  readonly value: string;
  /** SQL that is true of the values that would come back as something else; null when none would. */
  readonly loses: string | null;
}

/**
 * How a column of a query is written so that no value is lost, the form that is nearest to its type first; the last loses
 * nothing. Empty for what Parquet keeps. `column` is SQL for the column.
 *
 * DuckDB writes integers of 128 bits as DOUBLE, which is exact to 2^53; intervals in milliseconds of 32 bits, none negative;
 * times with an offset at UTC; and refuses infinite TIMESTAMP_S. Of arrays that may be null it writes what pyarrow cannot read, and
 * fields without a name are one to others.
 */
export function storedForms(column: string, type: DuckDBType): readonly StoredForm[] {
  const asText: StoredForm = { value: `CAST(${column} AS VARCHAR)`, loses: null };
  if (type.typeId === DuckDBTypeId.INTERVAL) return [{ value: column, loses: losesInterval(column) }, asText];
  if (type.typeId === DuckDBTypeId.TIME_TZ)
    return [{ value: column, loses: `datepart('timezone', ${column}) <> 0` }, asText];
  if (isKept(type)) return [];
  const original = sqlType(type, () => null);
  return integerTypes(type).map((integer, index, all) => {
    const written = sqlType(type, (part) => replacement(part, integer));
    if (index === all.length - 1) return { value: `CAST(${column} AS ${written})`, loses: null };
    const value = `TRY_CAST(${column} AS ${written})`;
    return { value, loses: `CAST(${value} AS ${original}) IS DISTINCT FROM CAST(${column} AS ${original})` };
  });
}

/** Whether Parquet keeps a type and all of its parts. */
function isKept(type: DuckDBType): boolean {
  if (replacement(type, '') !== null || type.typeId === DuckDBTypeId.ARRAY) return false;
  if (type.typeId === DuckDBTypeId.STRUCT && type.entryNames.includes('')) return false;
  return partsOf(type).every(isKept);
}

/** What integers of 128 bits are written as, in the order to try. */
function integerTypes(type: DuckDBType): readonly string[] {
  const isLarge = ({ typeId }: DuckDBType) => typeId === DuckDBTypeId.HUGEINT || typeId === DuckDBTypeId.UHUGEINT;
  // DuckDB 1.5 ends with an internal error when TRY_CAST fails inside of a UNION
  const canTry = has(type, isLarge) && !has(type, ({ typeId }) => typeId === DuckDBTypeId.UNION);
  return canTry ? ['BIGINT', 'DECIMAL(38, 0)', 'VARCHAR'] : ['VARCHAR'];
}

/** The type to write a type as that has no parts; null when Parquet keeps it. */
function replacement(type: DuckDBType, integer: string): string | null {
  switch (type.typeId) {
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return integer;
    case DuckDBTypeId.INTERVAL:
    case DuckDBTypeId.TIME_TZ:
      return 'VARCHAR';
    case DuckDBTypeId.TIMESTAMP_S:
      return 'TIMESTAMP';
    default:
      return null;
  }
}

/** Parquet's intervals have months, days and milliseconds, each a natural number below 2^32. */
function losesInterval(column: string): string {
  const parts = ['year', 'month', 'day', 'hour', 'minute', 'microsecond'];
  const negative = parts.map((part) => `${part}(${column}) < 0`);
  // `microsecond` counts within the minute; 1,193 hours are 2^32 milliseconds
  return [...negative, `microsecond(${column}) % 1000 <> 0`, `hour(${column}) >= 1193`].join(' OR ');
}

function has(type: DuckDBType, wanted: (part: DuckDBType) => boolean): boolean {
  return wanted(type) || partsOf(type).some((part) => has(part, wanted));
}

function partsOf(type: DuckDBType): readonly DuckDBType[] {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return [type.valueType];
    case DuckDBTypeId.MAP:
      return [type.keyType, type.valueType];
    case DuckDBTypeId.STRUCT:
      return type.entryTypes;
    case DuckDBTypeId.UNION:
      return type.memberTypes;
    default:
      return [];
  }
}

/** A type as SQL has it, parts replaced where `replace` gives another; arrays are lists, and all fields have names. */
function sqlType(type: DuckDBType, replace: (part: DuckDBType) => string | null): string {
  const inner = (part: DuckDBType) => sqlType(part, replace);
  const fields = (names: readonly string[], types: readonly DuckDBType[]) =>
    // fields of `row(1, 2)`, which have no names
    types.map((part, index) => `${quoteIdentifier(names[index] || `v${index + 1}`)} ${inner(part)}`).join(', ');
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return `${inner(type.valueType)}[]`;
    case DuckDBTypeId.MAP:
      return `MAP(${inner(type.keyType)}, ${inner(type.valueType)})`;
    case DuckDBTypeId.STRUCT:
      return `STRUCT(${fields(type.entryNames, type.entryTypes)})`;
    case DuckDBTypeId.UNION:
      return `UNION(${fields(type.memberTags, type.memberTypes)})`;
    case DuckDBTypeId.SQLNULL:
      return 'INTEGER'; // as DuckDB writes it
    default:
      return replace(type) ?? String(type);
  }
}

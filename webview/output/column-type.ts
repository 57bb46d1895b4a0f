/** How a column's values are written and summarised, by DuckDB's name of its type. */
export type ColumnFamily = 'number' | 'instant' | 'text' | 'boolean' | 'nested' | 'other';

const integers = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const nested = /^(STRUCT|MAP|UNION)\b|\]$/;

export function columnFamily(type: string): ColumnFamily {
  if (nested.test(type)) return 'nested';
  if (integers.test(type) || type === 'FLOAT' || type === 'DOUBLE' || type === 'BIGNUM') return 'number';
  if (type.startsWith('DECIMAL(')) return 'number';
  if (type === 'DATE' || type.startsWith('TIMESTAMP')) return 'instant';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'VARCHAR' || type.startsWith('ENUM(')) return 'text';
  return 'other';
}

const icons: Readonly<Record<ColumnFamily, string>> = {
  number: 'symbol-number',
  instant: 'calendar',
  text: 'symbol-string',
  boolean: 'symbol-boolean',
  nested: 'symbol-structure',
  other: 'symbol-field',
};

export function columnIcon(type: string): string {
  return icons[columnFamily(type)];
}

/** What the header of a column draws: the spread of its values, its commonest values, or nothing. */
export function summaryKind(type: string): 'histogram' | 'top_values' | 'none' {
  switch (columnFamily(type)) {
    case 'number':
      return type === 'BIGNUM' ? 'none' : 'histogram';
    case 'instant':
      return 'histogram';
    case 'text':
    case 'boolean':
      return 'top_values';
    case 'nested':
    case 'other':
      return 'none';
  }
}

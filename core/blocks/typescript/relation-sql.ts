import { quoteIdentifier, quoteLiteral } from '../../data/sql-text';
import { parquetRows } from '../parquet-output';
import type { Relation } from './messages';

/** A relation as SQL, and the values it reads through `getvariable`, by variable name. */
export interface RelationSql {
  readonly sql: string;
  readonly bindings: ReadonlyMap<string, unknown>;
}

/** Turns a table of a block into one query. Tables inside it become subqueries, values become DuckDB variables. */
export function relationSql(relation: Relation): RelationSql {
  const bindings = new Map<string, unknown>();
  return { sql: render(relation, bindings), bindings };
}

function render(relation: Relation, bindings: Map<string, unknown>): string {
  switch (relation.kind) {
    case 'file':
      return parquetRows(relation.file);
    case 'rows': {
      const columns = relation.columns
        .map(({ name, type }) => `${quoteIdentifier(name)}: ${quoteLiteral(type)}`)
        .join(', ');
      const file = quoteLiteral(relation.file);
      return `SELECT * FROM read_json(${file}, columns = {${columns}}, format = 'newline_delimited', maximum_object_size = 134217728)`;
    }
    case 'query':
      return relation.text
        .map((text, index) => {
          const placeholder = relation.values[index];
          if (placeholder === undefined) return text;
          switch (placeholder.kind) {
            case 'identifier':
              return text + quoteIdentifier(placeholder.name);
            case 'relation':
              return `${text}(${render(placeholder.relation, bindings)}\n)`;
            case 'value': {
              const name = `value_${bindings.size}`;
              bindings.set(name, placeholder.value);
              return `${text}getvariable(${quoteLiteral(name)})`;
            }
          }
        })
        .join('');
  }
}

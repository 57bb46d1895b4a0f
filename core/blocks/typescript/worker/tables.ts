import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { EiderError } from '../../../errors';
import type { Categories, Column, Identifier, Numbers, Row, Sql, Table } from '../eider';
import type { Placeholder, Relation, RelationMethod, RelationRequests } from '../messages';
import { inferColumns, toJsonLine } from './row-types';

export type AskRunner = <M extends RelationMethod>(
  method: M,
  params: RelationRequests[M]['params'],
) => Promise<RelationRequests[M]['result']>;

const PAGE_ROWS = 2048;

/** Names still being collected, and the columns that will come for them, in the same order. */
interface ColumnReading {
  readonly names: string[];
  readonly columns: Promise<readonly (Categories | Numbers)[]>;
}

/** A table of a block: a description that the runner turns into SQL. Holds no rows. */
export class RelationTable implements Table {
  private materialized: Promise<Relation> | null = null;
  private reading: ColumnReading | null = null;
  /** Where the table was made; for failures that come when nothing of the author's is on the stack any more. */
  private readonly made = new Error();

  constructor(
    readonly relation: Relation,
    private readonly runner: AskRunner,
  ) {}

  columns(): Promise<readonly Column[]> {
    return this.ask('columns', { relation: this.relation });
  }

  rowCount(): Promise<number> {
    return this.ask('rowCount', { relation: this.relation });
  }

  /** Columns asked for in the same turn are read together, in one pass over the table. */
  async column(name: string): Promise<Categories | Numbers> {
    this.reading ??= this.readTogether(new Error());
    const { names, columns } = this.reading;
    if (!names.includes(name)) names.push(name);
    const place = names.indexOf(name);
    const column = (await columns)[place];
    if (column === undefined) throw new RangeError(`column ${name} was not read`);
    return column;
  }

  private readTogether(called: Error): ColumnReading {
    const names: string[] = [];
    const read = async () => {
      const relation = await this.stored(called);
      this.reading = null;
      return this.ask('read', { relation, names }, called);
    };
    return { names, columns: Promise.resolve().then(read) };
  }

  head(count = 10): Promise<readonly Row[]> {
    return this.ask('rows', { relation: this.relation, offset: 0, limit: count });
  }

  async *rows(): AsyncGenerator<Row> {
    const relation = await this.stored(new Error());
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const page = await this.ask('rows', { relation, offset, limit: PAGE_ROWS });
      yield* page;
      if (page.length < PAGE_ROWS) return;
    }
  }

  async write(file: string): Promise<void> {
    await this.ask('write', { relation: this.relation, file: path.resolve(file) });
  }

  /** Stores the rows as an output of the block. Not for authors, who return the table. */
  store(index: number, name: string): Promise<RelationRequests['store']['result']> {
    return this.ask('store', { relation: this.relation, index, name });
  }

  /** What `console.log(table)` prints. */
  [inspect.custom](): string {
    return 'Table { its rows are read with await table.head() }';
  }

  /** A query is computed once, however often its columns are read. */
  private stored(called: Error): Promise<Relation> {
    if (this.relation.kind === 'file') return Promise.resolve(this.relation);
    this.materialized ??= this.ask('materialize', { relation: this.relation }, called);
    return this.materialized;
  }

  /** Asks the runner; a failure points at the line that called, or else at the one that made the table. */
  private async ask<M extends RelationMethod>(
    method: M,
    params: RelationRequests[M]['params'],
    called = new Error(),
  ): Promise<RelationRequests[M]['result']> {
    try {
      return await this.runner(method, params);
    } catch (error) {
      if (error instanceof EiderError) error.stack = `${called.stack ?? ''}\n${this.made.stack ?? ''}`;
      throw error;
    }
  }
}

class QuotedIdentifier implements Identifier {
  constructor(readonly identifier: string) {}
}

/** The `sql` tag: collects text and placeholders; nothing is computed until the table is used. */
export function sqlTag(ask: AskRunner): Sql {
  const tag = (text: TemplateStringsArray, ...values: readonly unknown[]): Table =>
    new RelationTable({ kind: 'query', text: [...text], values: values.map(placeholder) }, ask);
  return Object.assign(tag, { identifier: (name: string): Identifier => new QuotedIdentifier(name) });
}

function placeholder(value: unknown): Placeholder {
  if (value instanceof RelationTable) return { kind: 'relation', relation: value.relation };
  if (value instanceof QuotedIdentifier) return { kind: 'identifier', name: value.identifier };
  if (Array.isArray(value) && value.some((item) => item instanceof RelationTable)) {
    throw new EiderError({
      code: 'sql_placeholder',
      message: 'A placeholder in sql`…` holds a list of tables.',
      remedy: 'This upstream block has several outputs: pick one, as in ([all, train]: Table[]) or prepared[0].',
    });
  }
  return { kind: 'value', value };
}

/** Makes a table of rows held in memory, through a file in the block's scratch folder. */
export function tableOfRows(ask: AskRunner, scratch: string): (rows: Iterable<Row>) => Table {
  let count = 0;
  return (rows) => {
    const all = [...rows];
    const columns = inferColumns(all);
    const file = path.join(scratch, `rows_${count++}.ndjson`);
    writeFileSync(file, all.map((row) => `${toJsonLine(row, columns)}\n`).join(''));
    return new RelationTable({ kind: 'rows', file, columns }, ask);
  };
}

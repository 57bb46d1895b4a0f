import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from './lexer';
import { splitStatements } from './statements';

const kinds = (script: string) => splitStatements(script).map((statement) => statement.kind);
const texts = (script: string) => splitStatements(script).map(({ start, end }) => script.slice(start, end));

describe('splitting a script into statements', () => {
  it('splits at semicolons outside text, names, comments and dollar quotes', () => {
    expect(texts(`select ';' -- ;\n; select ";" /* ; */; select $x$ ; $x$;`)).toEqual([
      "select ';'",
      'select ";"',
      'select $x$ ; $x$',
    ]);
  });

  it('leaves out empty statements and comments', () => {
    expect(texts(';; -- nothing\n ;')).toEqual([]);
  });

  it('tells queries from definitions and changes', () => {
    expect(kinds('select 1; from t; with a as (select 1) select * from a; values (1); (select 1)')).toEqual(
      Array.from({ length: 5 }, () => 'query'),
    );
    expect(kinds('create view v as select 1; create temp table x as select 1; set threads = 1')).toEqual(
      Array.from({ length: 3 }, () => 'definition'),
    );
    expect(kinds('insert into x select 1; with a as (select 1) insert into x from a; drop table x')).toEqual(
      Array.from({ length: 3 }, () => 'other'),
    );
  });

  it('takes what follows the last part of WITH for the statement', () => {
    const script = `with a(x) as (select 1), b as materialized (select (2)) select x as update, insert from a, b;
      with recursive t(n) using key (n) as (select 1) (select n from t); with t as (select 1) delete from x using t`;
    expect(kinds(script)).toEqual(['query', 'query', 'other']);
  });

  it('knows nested comments and escaped text', () => {
    expect(texts(String.raw`/* a /* ; */ ; */ select e'\';' ; select E'it''s;'`)).toEqual([
      String.raw`select e'\';'`,
      "select E'it''s;'",
    ]);
  });

  it('does not take an empty copy for a table with its rows', () => {
    const script =
      'create table a as from t with no data; create table b as from t with data; create table c as from data';
    expect(kinds(script)).toEqual(['create_table', 'create_table', 'create_table_as']);
  });

  it('finds the name and the query of a created table', () => {
    const script = 'CREATE OR REPLACE TABLE "my ""train" AS SELECT 1';
    const [statement] = splitStatements(script);
    expect(statement).toMatchObject({ kind: 'create_table_as', table: 'my "train' });
    expect(script.slice(statement?.queryStart ?? 0)).toBe('SELECT 1');
  });

  it('does not take a table of another schema for an output', () => {
    expect(kinds('create table other.x as select 1')).toEqual(['other']);
  });
});

describe('tokens', () => {
  it('cover any text without gaps', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', '1', ' ', "'", '"', '-', '/', '*', '{', '}', '$', ';', '\n', '(', 'é'),
        }),
        (source) => {
          const tokens = tokenize(source);
          expect(tokens.map((token) => source.slice(token.start, token.end)).join('')).toBe(source);
          expect(tokens.every((token) => token.end > token.start)).toBe(true);
        },
      ),
    );
  });
});

import { tokenize, type Token } from './lexer';

/** What a statement is for, as far as running a block needs to know. */
export type StatementKind =
  /** Gives rows: SELECT, WITH, FROM, VALUES, PIVOT … */
  | 'query'
  /** Gives rows too, but only inside a FROM may they go on: DESCRIBE, SUMMARIZE, SHOW. */
  | 'description'
  /** CREATE [OR REPLACE] TABLE x AS …: an output of that name. */
  | 'create_table_as'
  /** CREATE TABLE x (…): an output of that name once it is filled. */
  | 'create_table'
  /** Changes no stored table: views, macros, types, settings, temporary tables. */
  | 'definition'
  /** Opens another database under a name that all of the run's blocks see. */
  | 'attach'
  | 'other';

export interface Statement {
  readonly kind: StatementKind;
  /** Offsets into the script, without surrounding space, comments and the semicolon. */
  readonly start: number;
  readonly end: number;
  /** Of CREATE TABLE: the table's name, unquoted. */
  readonly table: string | null;
  /** Of CREATE TABLE … AS: where the query begins. */
  readonly queryStart: number | null;
}

const QUERY_WORDS = new Set(['select', 'with', 'from', 'values', 'table', 'pivot', 'unpivot']);
const DESCRIPTION_WORDS = new Set(['describe', 'desc', 'summarize', 'show']);
const DEFINED_THINGS = new Set(['view', 'macro', 'function', 'type', 'sequence', 'schema']);

/** The statements of a script, in order; empty ones are left out. The script holds no templates any more. */
export function splitStatements(script: string): Statement[] {
  const statements: Statement[] = [];
  let current: Token[] = [];
  const flush = () => {
    const meaningful = current.filter((token) => token.kind !== 'space' && token.kind !== 'comment');
    if (meaningful.length > 0) statements.push(classify(script, meaningful));
    current = [];
  };
  for (const token of tokenize(script)) {
    if (token.kind === 'symbol' && script.charAt(token.start) === ';') flush();
    else current.push(token);
  }
  flush();
  return statements;
}

function classify(script: string, tokens: readonly Token[]): Statement {
  const text = (index: number): string => {
    const token = tokens[index];
    return token === undefined ? '' : script.slice(token.start, token.end);
  };
  const word = (index: number): string => text(index).toLowerCase();
  const base = {
    start: tokens[0]?.start ?? 0,
    end: tokens.at(-1)?.end ?? 0,
    table: null,
    queryStart: null,
  };
  if (QUERY_WORDS.has(word(0)) || word(0) === '(') return { ...base, kind: queryKind(script, tokens) };
  if (DESCRIPTION_WORDS.has(word(0))) return { ...base, kind: 'description' };
  if (word(0) === 'attach') return { ...base, kind: 'attach' };
  if (word(0) === 'set' || word(0) === 'use' || word(0) === 'load') return { ...base, kind: 'definition' };
  if (word(0) !== 'create') return { ...base, kind: 'other' };

  let at = 1;
  if (word(at) === 'or' && word(at + 1) === 'replace') at += 2;
  const temporary = word(at) === 'temp' || word(at) === 'temporary';
  if (temporary) at += 1;
  if (word(at) === 'persistent') at += 1;
  if (DEFINED_THINGS.has(word(at)) || temporary) return { ...base, kind: 'definition' };
  if (word(at) !== 'table') return { ...base, kind: 'other' };
  at += 1;
  if (word(at) === 'if' && word(at + 1) === 'not' && word(at + 2) === 'exists') at += 3;
  if (text(at + 1) === '.') return { ...base, kind: 'other' }; // a table of another schema is not an output of the block
  const table = unquote(text(at));
  // … AS SELECT … WITH NO DATA makes an empty table
  const ending = [3, 2, 1].map((back) => word(tokens.length - back)).join(' ');
  const filled = !/(^| )with (no )?data$/.test(ending);
  if (word(at + 1) === 'as' && filled) {
    return { ...base, kind: 'create_table_as', table, queryStart: tokens[at + 2]?.start ?? base.end };
  }
  return { ...base, kind: 'create_table', table };
}

/**
 * A WITH may also lead an INSERT, UPDATE or DELETE, which gives no rows to keep. What it leads begins after a closing
 * parenthesis that no comma, AS or USING KEY follows; the same words further on are names of columns.
 */
function queryKind(script: string, tokens: readonly Token[]): StatementKind {
  const pieces = tokens.map((token) => script.slice(token.start, token.end).toLowerCase());
  if (pieces[0] !== 'with') return 'query';
  let depth = 0;
  for (const [index, piece] of pieces.entries()) {
    if (piece === '(') depth += 1;
    if (piece !== ')') continue;
    depth -= 1;
    const next = pieces[index + 1] ?? '';
    if (depth > 0 || [',', 'as', 'using'].includes(next)) continue;
    return ['insert', 'update', 'delete', 'merge'].includes(next) ? 'other' : 'query';
  }
  return 'query';
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

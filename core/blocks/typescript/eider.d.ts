/**
 * What a TypeScript block of an Eider pipeline may use: `import { transformer, sql, type Table } from 'eider'`.
 *
 * A block file has one default export made by `dataLoader`, `transformer`, `dataExporter` or `custom`, and any number of
 * exported `test`s. The block's function receives one argument per upstream block, in the order of `upstream_blocks`,
 * then a {@link Context}. An upstream with one output arrives as that output, one with several as an array of them, one
 * with none as `[]`.
 */

/** A column of a table. `type` is DuckDB's name, for instance `TIMESTAMP`. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * A single value of a table. 64-bit integers are bigint, timestamps and dates are Date (in milliseconds), times of day are bigint
 * (in microseconds), decimals are number: cast one to VARCHAR when it has more digits than a number holds.
 */
export type Value =
  null | boolean | number | bigint | string | Date | Uint8Array | readonly Value[] | { readonly [key: string]: Value };
export type Row = Readonly<Record<string, Value>>;

/** A text column in dictionary form: row `i` has the value `categories[codes[i]]`, or is null where the code is -1. */
export interface Categories {
  readonly kind: 'categorical';
  /** Distinct values, sorted by code point. */
  readonly categories: readonly string[];
  /** One per row. */
  readonly codes: Int32Array;
}

/** A numeric column as doubles, one per row; nulls are NaN. Booleans are 0 and 1, times are seconds since 1970 in UTC. */
export interface Numbers {
  readonly kind: 'numeric';
  readonly values: Float64Array;
}

/** A table that lies on disk or is still to be computed. Nothing is read until one of its methods is awaited. */
export interface Table {
  /** The columns, in order. */
  columns(): Promise<readonly Column[]>;
  rowCount(): Promise<number>;
  /** One column whole, as text in dictionary form or as numbers, by the column's type. */
  column(name: string): Promise<Categories | Numbers>;
  /** The first rows, ten unless told. */
  head(count?: number): Promise<readonly Row[]>;
  /** All rows, read in pages; for tables that fit a loop in JavaScript. */
  rows(): AsyncIterable<Row>;
  /**
   * Writes the rows to a file of the project, by its extension: `.csv` with a heading, `.parquet`, `.json` (an array) or
   * `.ndjson`. A relative path starts at the project; missing folders are made. The rows do not pass through JavaScript.
   */
  write(file: string): Promise<void>;
}

/** A dense array of numbers with its shape, the last index running fastest; stored as a NumPy file. */
export interface Matrix {
  readonly kind: 'dense';
  readonly shape: readonly number[];
  readonly data:
    | Float64Array<ArrayBuffer>
    | Float32Array<ArrayBuffer>
    | Int32Array<ArrayBuffer>
    | Uint32Array<ArrayBuffer>
    | Int16Array<ArrayBuffer>
    | Uint16Array<ArrayBuffer>
    | Int8Array<ArrayBuffer>
    | Uint8Array<ArrayBuffer>
    | BigInt64Array<ArrayBuffer>
    | BigUint64Array<ArrayBuffer>;
}

export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'svg';
/** A picture, as its file holds it. */
export interface Image {
  readonly kind: 'image';
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
}

/** A page of HTML. A block below receives its text. */
export interface Html {
  readonly kind: 'html';
  readonly text: string;
}

/** Returned from a block: several outputs with names, in the order of the record. */
export interface NamedOutputs {
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface Log {
  debug(...values: readonly unknown[]): void;
  info(...values: readonly unknown[]): void;
  warn(...values: readonly unknown[]): void;
  error(...values: readonly unknown[]): void;
  /** How much of the block's work is done, 0 to 1; shown beside the block while it runs. */
  progress(fraction: number): void;
}

/**
 * A query on DuckDB, made lazily: `` sql`select * from ${trips} where trip_distance < ${limit}` ``. A table in a
 * placeholder stands for its rows; any other value is bound as a parameter, never pasted.
 */
export interface Sql {
  (text: TemplateStringsArray, ...values: readonly unknown[]): Table;
  /** A quoted identifier to place in a query, for column names that come from variables. */
  identifier(name: string): Identifier;
}
export interface Identifier {
  readonly identifier: string;
}

/** Pipeline variables, then the run's own over them; values as in YAML. */
export type Variables = Readonly<Record<string, unknown>>;

/** One of the runs of a block below a dynamic block. */
export interface Child {
  /** Place of the item, from 0. */
  readonly index: number;
  /** The item's `block_uuid` in the metadata, or else the place as text. */
  readonly name: string;
}

export interface Context {
  readonly sql: Sql;
  readonly variables: Variables;
  readonly log: Log;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /** The block's `configuration` map. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly pipeline: string;
  readonly block: string;
  /** Below a dynamic block: which of its items this run of the block is for. */
  readonly child: Child | null;
  readonly run: string;
  /** Absolute path of the project. */
  readonly project: string;
}

/** A block's function. Its parameters are checked against the pipeline, so they carry the types you expect of the upstream blocks. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a parameter of type unknown would refuse every typed function
export type BlockFunction = (...args: any[]) => unknown;

declare const blockBrand: unique symbol;
export interface BlockDefinition {
  readonly [blockBrand]: true;
}
declare const testBrand: unique symbol;
export interface TestDefinition {
  readonly [testBrand]: true;
}

export function dataLoader(load: BlockFunction): BlockDefinition;
export function transformer(transform: BlockFunction): BlockDefinition;
export function dataExporter(write: BlockFunction): BlockDefinition;
export function custom(run: BlockFunction): BlockDefinition;

/** Looks whether something has come to pass: called again after the block's `interval` until it returns something true. */
export function sensor(look: BlockFunction): BlockDefinition;

/** Whether the block that the condition is attached to shall run. Receives what that block would receive. */
export function condition(decide: BlockFunction): BlockDefinition;

/**
 * Runs when a block that it is attached to has ended; `cancelled` when somebody has stopped it. Receives the block's
 * outputs as one argument, as a block below would, then the {@link Context}, whose variables also have `parent_block_uuid`
 * and, after a failure, `__error`. A file may export several.
 */
export function callback(event: 'success' | 'failure' | 'cancelled', run: BlockFunction): CallbackDefinition;
declare const callbackBrand: unique symbol;
export interface CallbackDefinition {
  readonly [callbackBrand]: true;
}

/** A check on the outputs of the block that it is attached to (an extension block). A thrown error fails that block. */
export function check(verify: BlockFunction): BlockDefinition;

/** A secret by its name: one set in VS Code, or else the environment's variable. Throws when there is none. */
export function secret(name: string): string;

/**
 * A check on the block's outputs, run after the block on what was stored. Receives the outputs one by one, then the
 * {@link Context}. A thrown error fails the block.
 */
export function test(name: string, check: BlockFunction): TestDefinition;

/**
 * Several outputs with names: `return outputs({ train, validation })`. A returned array gives outputs without names.
 * An output may be a promise: the others are stored while it is still being made, so do not change what you have returned.
 */
export function outputs(named: Readonly<Record<string, unknown>>): NamedOutputs;

/** Assertions for tests; a failing one reports what was expected and what came. */
export const assert: {
  (condition: unknown, message?: string): asserts condition;
  equal<T>(actual: T, expected: T, message?: string): void;
  notEqual(actual: unknown, expected: unknown, message?: string): void;
  deepEqual(actual: unknown, expected: unknown, message?: string): void;
  /** The numbers differ by at most `tolerance`. */
  close(actual: number, expected: number, tolerance: number, message?: string): void;
};

/** A table of rows held in memory, for data that a block fetches or computes: `table([{ zone: 'A', trips: 3 }])`. */
export function table(rows: Iterable<Row>): Table;

/**
 * An array of numbers with a shape, as an output: `matrix(new Float64Array(6), [2, 3])`. A typed array by itself has one
 * dimension, and a block below receives it as such.
 */
export function matrix(data: Matrix['data'], shape: readonly number[]): Matrix;

/** A picture as an output, from the bytes of a PNG, JPEG, GIF or WebP file or from the text of SVG. */
export function image(content: Uint8Array | string): Image;

/** HTML as an output. */
export function html(text: string): Html;

export const sql: Sql;
export const variables: Variables;
export const log: Log;
export const signal: AbortSignal;

// without this, a declaration file exports its private names too
export {};

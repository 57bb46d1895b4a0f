/**
 * Columns as the encoders take them; the same shapes that `table.column(...)` gives a TypeScript block (`eider.d.ts`).
 * They are written out here because a declaration file of the `eider` module is not part of core's own types.
 */

/** A text column in dictionary form: row `i` has the value `categories[codes[i]]`, or is null where the code is -1. */
export interface Categories {
  readonly kind: 'categorical';
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}

/** A numeric column as doubles, one per row; nulls are NaN. */
export interface Numbers {
  readonly kind: 'numeric';
  readonly values: Float64Array;
}

/** Columns to encode, by name; all of the same length. */
export type FeatureColumns = Readonly<Record<string, Categories | Numbers>>;

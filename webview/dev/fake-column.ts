/** A column that is computed from the number of a row. */
export interface FakeColumn {
  readonly name: string;
  readonly type: string;
  readonly value: (row: number) => string | number | bigint | boolean | null;
}

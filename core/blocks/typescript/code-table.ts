/**
 * A hash table from 32-bit keys that are hashes themselves to the codes of categories, with open addressing: `codes[slot]`
 * belongs to `keys[slot]`, and is {@link EMPTY} where nothing is. At most a quarter of the slots is taken.
 */
export interface CodeTable {
  readonly keys: Uint32Array;
  readonly codes: Int32Array;
}

/** The code of no category and not of null either. */
export const EMPTY = -2;

/** A table of keys whose codes count up from `first`; null when two keys are the same. */
export function codeTable(keys: readonly number[], first: number): CodeTable | null {
  const size = 2 ** Math.ceil(Math.log2(keys.length * 4 + 1));
  const table = { keys: new Uint32Array(size), codes: new Int32Array(size).fill(EMPTY) };
  for (const [index, key] of keys.entries()) {
    const slot = slotOf(table, key);
    if (table.codes[slot] !== EMPTY) return null;
    table.keys[slot] = key;
    table.codes[slot] = first + index;
  }
  return table;
}

/** Writes the code of each key into `target`, from `at` on: {@link EMPTY} for a key that the table does not have. */
export function lookUp(table: CodeTable, keys: Uint32Array, target: Int32Array, at: number): void {
  const { codes } = table;
  for (let row = 0; row < keys.length; row += 1) {
    target[at + row] = codes[slotOf(table, keys[row] ?? 0)] ?? EMPTY;
  }
}

/** Where a key is, or else the empty slot where it belongs. */
function slotOf({ keys, codes }: CodeTable, key: number): number {
  const mask = keys.length - 1;
  let slot = key & mask;
  while (keys[slot] !== key && codes[slot] !== EMPTY) slot = (slot + 1) & mask;
  return slot;
}

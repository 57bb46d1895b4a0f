import { addressAt, f64At, fillBytes, i32At, setF64, setI32, toAddress, toCount, u16At } from './memory';
import { sortPairs } from './sort-pairs';
import {
  DATA_CODES,
  DATA_FEATURE_OF,
  DATA_STARTS,
  ENTRY_BYTES,
  ENTRY_CODE,
  ENTRY_COUNT,
  ENTRY_SUM,
  ENTRY_WEIGHT,
  FEATURE_CODES,
  FEATURE_WIDTH,
  JOB_CELL_BYTES,
  JOB_CELLS,
  JOB_CLASSES,
  JOB_COUNTS,
  JOB_DATA,
  JOB_ENTRIES,
  JOB_MARKS,
  JOB_PAIR_SCRATCH,
  JOB_PAIRS,
  JOB_ROWS,
  JOB_STATS,
} from './tree-job';

/** Values are counted in cells when there are at most so many codes for each, and sorted otherwise. */
const CODES_PER_VALUE = 2;

let classes: i32 = 0;
let rows: usize = 0;
let stats: usize = 0;
let pairs: usize = 0;
let pairScratch: usize = 0;
let entries: usize = 0;
let cells: usize = 0;
let cellBytes: i32 = 0;
let counts: usize = 0;
let starts: usize = 0;
let sparseCodes: usize = 0;
let featureOf: usize = 0;
let marks: usize = 0;
let low: i32 = 0;
let high: i32 = 0;

/** Makes the data of a tree those of the functions below. */
export function useEntries(job: usize): void {
  classes = i32At(job + JOB_CLASSES);
  rows = addressAt(job + JOB_ROWS);
  stats = addressAt(job + JOB_STATS);
  pairs = addressAt(job + JOB_PAIRS);
  pairScratch = addressAt(job + JOB_PAIR_SCRATCH);
  entries = addressAt(job + JOB_ENTRIES);
  cells = addressAt(job + JOB_CELLS);
  cellBytes = i32At(job + JOB_CELL_BYTES);
  counts = addressAt(job + JOB_COUNTS);
  marks = addressAt(job + JOB_MARKS);
  const data = addressAt(job + JOB_DATA);
  starts = addressAt(data + DATA_STARTS);
  sparseCodes = addressAt(data + DATA_CODES);
  featureOf = addressAt(data + DATA_FEATURE_OF);
}

/** The code of a dense feature for each row of a node, into the pairs; returns how many codes lie from lowest to highest. */
export function gatherDense(feature: usize, from: i32, to: i32): i32 {
  const codes = addressAt(feature + FEATURE_CODES);
  const wide = i32At(feature + FEATURE_WIDTH) === 4;
  let row = rows + toAddress(from) * 4;
  const end = rows + toAddress(to) * 4;
  let least: i32 = 0x7fffffff;
  let most: i32 = 0;
  let pair = pairs;
  for (let number = 0; row < end; number += 1) {
    const place = toAddress(i32At(row));
    const code = wide ? i32At(codes + place * 4) : u16At(codes + place * 2);
    if (code < least) least = code;
    if (code > most) most = code;
    setI32(pair, code);
    setI32(pair + 4, number);
    pair += 8;
    row += 4;
  }
  low = least;
  high = most;
  return most - least + 1;
}

/** The lowest code that was gathered. */
export function lowestCode(): i32 {
  return low;
}

export function highestCode(): i32 {
  return high;
}

/** As {@link gatherDense}, of all sparse features, or of those whose mark is `serial`; returns how many values. */
export function gatherSparse(from: i32, to: i32, serial: i32): i32 {
  let row = rows + toAddress(from) * 4;
  const end = rows + toAddress(to) * 4;
  let least: i32 = 0x7fffffff;
  let most: i32 = 0;
  let pair = pairs;
  for (let number = 0; row < end; number += 1) {
    const start = starts + toAddress(i32At(row)) * 4;
    const last = sparseCodes + toAddress(i32At(start + 4)) * 4;
    for (let at = sparseCodes + toAddress(i32At(start)) * 4; at < last; at += 4) {
      const code = i32At(at);
      if (serial !== 0 && i32At(marks + (i32At(featureOf + toAddress(code) * 4) << 2)) !== serial) continue;
      if (code < least) least = code;
      if (code > most) most = code;
      setI32(pair, code);
      setI32(pair + 4, number);
      pair += 8;
    }
    row += 4;
  }
  low = least;
  high = most;
  return toCount(pair - pairs) >> 3;
}

/** Rows of a node by the `count` codes that were gathered: entries, ascending by code. Returns where they end. */
export function buildEntries(count: i32): usize {
  if (count === 0) return entries;
  const range = high - low + 1;
  const groups = classes > 1 ? classes : 1;
  if (range <= (count * CODES_PER_VALUE) / groups && range <= cellBytes / (ENTRY_BYTES * groups)) {
    return classes === 0 ? countNumbers(count, range) : countClasses(count, range);
  }
  let bits = 0;
  while (bits < 31 && (high - low) >>> bits !== 0) bits += 1;
  const end = pairs + toAddress(count) * 8;
  for (let pair = pairs; pair < end; pair += 8) setI32(pair, i32At(pair) - low);
  sortPairs(pairs, pairScratch, counts, count, bits);
  return classes === 0 ? joinNumbers(count) : joinClasses(count);
}

function countNumbers(count: i32, range: i32): usize {
  fillBytes(cells, 0, range * ENTRY_BYTES);
  const end = pairs + toAddress(count) * 8;
  for (let pair = pairs; pair < end; pair += 8) {
    const cell = cells + toAddress(i32At(pair) - low) * ENTRY_BYTES;
    const stat = stats + toAddress(i32At(pair + 4)) * 16;
    setI32(cell + ENTRY_COUNT, i32At(cell + ENTRY_COUNT) + 1);
    setF64(cell + ENTRY_WEIGHT, f64At(cell + ENTRY_WEIGHT) + f64At(stat));
    setF64(cell + ENTRY_SUM, f64At(cell + ENTRY_SUM) + f64At(stat + 8));
  }
  let entry = entries;
  let cell = cells;
  for (let code = low; code <= high; code += 1) {
    const found = i32At(cell + ENTRY_COUNT);
    if (found !== 0) {
      setI32(entry + ENTRY_CODE, code);
      setI32(entry + ENTRY_COUNT, found);
      setF64(entry + ENTRY_WEIGHT, f64At(cell + ENTRY_WEIGHT));
      setF64(entry + ENTRY_SUM, f64At(cell + ENTRY_SUM));
      entry += ENTRY_BYTES;
    }
    cell += ENTRY_BYTES;
  }
  return entry;
}

/** Cells here are 16 bytes for each code and class: how many, and their weight. */
function countClasses(count: i32, range: i32): usize {
  fillBytes(cells, 0, (range * classes) << 4);
  const end = pairs + toAddress(count) * 8;
  for (let pair = pairs; pair < end; pair += 8) {
    const stat = stats + toAddress(i32At(pair + 4)) * 16;
    const cell = cells + toAddress((i32At(pair) - low) * classes + i32At(stat + 8)) * 16;
    setI32(cell, i32At(cell) + 1);
    setF64(cell + 8, f64At(cell + 8) + f64At(stat));
  }
  let entry = entries;
  let cell = cells;
  for (let code = low; code <= high; code += 1) {
    for (let group = 0; group < classes; group += 1) {
      const found = i32At(cell);
      if (found !== 0) {
        setI32(entry + ENTRY_CODE, code);
        setI32(entry + ENTRY_COUNT, found);
        setF64(entry + ENTRY_WEIGHT, f64At(cell + 8));
        setI32(entry + ENTRY_SUM, group);
        entry += ENTRY_BYTES;
      }
      cell += 16;
    }
  }
  return entry;
}

function joinNumbers(count: i32): usize {
  const end = pairs + toAddress(count) * 8;
  let entry: usize = entries;
  for (let pair = pairs; pair < end;) {
    const code = i32At(pair);
    let found = 0;
    let weight: f64 = 0;
    let sum: f64 = 0;
    for (; pair < end && i32At(pair) === code; pair += 8) {
      const stat = stats + toAddress(i32At(pair + 4)) * 16;
      found += 1;
      weight += f64At(stat);
      sum += f64At(stat + 8);
    }
    setI32(entry + ENTRY_CODE, code + low);
    setI32(entry + ENTRY_COUNT, found);
    setF64(entry + ENTRY_WEIGHT, weight);
    setF64(entry + ENTRY_SUM, sum);
    entry += ENTRY_BYTES;
  }
  return entry;
}

/** An entry for each value: those of the same code follow each other. */
function joinClasses(count: i32): usize {
  const end = pairs + toAddress(count) * 8;
  let entry = entries;
  for (let pair = pairs; pair < end; pair += 8) {
    const stat = stats + toAddress(i32At(pair + 4)) * 16;
    setI32(entry + ENTRY_CODE, i32At(pair) + low);
    setI32(entry + ENTRY_COUNT, 1);
    setF64(entry + ENTRY_WEIGHT, f64At(stat));
    setI32(entry + ENTRY_SUM, i32At(stat + 8));
    entry += ENTRY_BYTES;
  }
  return entry;
}

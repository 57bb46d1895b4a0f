import { wellFormedMatrix } from '../../core/learn/encode/csr';
import { createRandom, type Random } from '../../core/learn/random';
import type { DataSet, Sample } from './data-set';

/** Numbers, half of them normal and half uniform, and a target of steps, products and noise over some of them. */
export function numbers(rows: number, validationRows: number, columns: number): DataSet {
  const random = createRandom(20240131, columns);
  return { train: numbersSample(random, rows, columns), validation: numbersSample(random, validationRows, columns) };
}

function numbersSample(random: Random, rows: number, columns: number): Sample {
  const data = new Float32Array(rows * columns);
  const y = new Float32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const values = data.subarray(row * columns, (row + 1) * columns);
    for (let column = 0; column < columns; column += 1)
      values[column] = column % 2 === 0 ? random.normal() : random.next();
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = values;
    let target = 2 * a + 3 * Math.sin(4 * b) + (c > 0.5 ? 2 : 0) + 4 * d * (e > 0 ? 1 : -1) + f * g;
    for (let column = 7; column < columns; column += 7) target += (values[column] ?? 0) > 0.3 ? 0.5 : 0;
    y[row] = target + random.normal();
  }
  return { X: { kind: 'dense', shape: [rows, columns], data }, y };
}

const TOPICS = 40;
/** Share of the words of a document that are those of its topic. */
const TOPICAL = 0.4;
/** Words of a document are drawn by their rank to this power, with which texts are well described (Zipf's law). */
const EXPONENT = 1.05;

/**
 * Counts of words in documents, as a CountVectorizer makes them. Frequencies of words follow Zipf's law; a document has a
 * topic, whose favourite words are others than those of the language; columns are in the order of the alphabet, which
 * says nothing of frequency. About 50 columns a row. The target, a rating, goes by the topic and by some of the words.
 */
export function texts(rows: number, validationRows: number, words: number): DataSet {
  const random = createRandom(19490101);
  const language: Language = {
    words,
    cumulated: cumulatedZipf(words),
    alphabet: random.shuffle(Int32Array.from({ length: words }, (_, word) => word)),
    moods: Float64Array.from({ length: words }, () => (random.next() < 0.2 ? random.normal() : 0)),
    topics: Float64Array.from({ length: TOPICS }, () => 2 * random.normal()),
  };
  return { train: textsSample(random, rows, language), validation: textsSample(random, validationRows, language) };
}

interface Language {
  readonly words: number;
  /** Chance of a word up to each rank. */
  readonly cumulated: Float64Array;
  /** Column of the word of each rank. */
  readonly alphabet: Int32Array;
  /** What each word adds to a rating. */
  readonly moods: Float64Array;
  readonly topics: Float64Array;
}

function textsSample(random: Random, rows: number, language: Language): Sample {
  const { words, alphabet, moods, topics } = language;
  const indptr = new Int32Array(rows + 1);
  const indices: number[] = [];
  const values: number[] = [];
  const y = new Float32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const topic = random.integer(TOPICS);
    const length = 25 + random.integer(30) + random.integer(40);
    const counts = new Map<number, number>();
    let rating = topics[topic] ?? 0;
    for (let at = 0; at < length; at += 1) {
      const rank = rankOf(language.cumulated, random.next());
      // the ranks of a topic are those of the language, turned by a number of its own
      const word = random.next() < TOPICAL ? (rank + 97 * (topic + 1)) % words : rank;
      const column = alphabet[word] ?? 0;
      counts.set(column, (counts.get(column) ?? 0) + 1);
      rating += 0.3 * (moods[column] ?? 0);
    }
    for (const [column, count] of [...counts].sort(([a], [b]) => a - b)) {
      indices.push(column);
      values.push(count);
    }
    indptr[row + 1] = indices.length;
    y[row] = rating + random.normal();
  }
  const parts = { rows, columns: words, indptr, indices: Int32Array.from(indices), values: Float64Array.from(values) };
  return { X: wellFormedMatrix({ ...parts, featureNames: null }), y };
}

function cumulatedZipf(words: number): Float64Array {
  const chances = Float64Array.from({ length: words }, (_, rank) => 1 / (rank + 1) ** EXPONENT);
  let sum = 0;
  const cumulated = chances.map((chance) => (sum += chance));
  return cumulated.map((chance) => chance / sum);
}

function rankOf(cumulated: Float64Array, chance: number): number {
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulated[middle] ?? 1) < chance) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { expect, it } from 'vitest';
import { withWriteAheadLog } from './sqlite-wal';

const pageSize = 512;
const page = (fill: number) => new Uint8Array(pageSize).fill(fill);

/** A log as SQLite writes it; `after` is the size of the database in pages where a frame commits. */
function logOf(frames: readonly { page: number; fill: number; after: number; salt?: number }[]): Uint8Array {
  const log = new Uint8Array(32 + frames.length * (24 + pageSize));
  const view = new DataView(log.buffer);
  [0x377f0682, 3007000, pageSize, 0, 11, 22].forEach((word, index) => view.setUint32(index * 4, word));
  let sum = sumOf(view, 0, 24, [0, 0]);
  view.setUint32(24, sum[0]);
  view.setUint32(28, sum[1]);
  frames.forEach((frame, index) => {
    const at = 32 + index * (24 + pageSize);
    [frame.page, frame.after, frame.salt ?? 11, 22].forEach((word, place) => view.setUint32(at + place * 4, word));
    log.set(page(frame.fill), at + 24);
    sum = sumOf(view, at + 24, pageSize, sumOf(view, at, 8, sum));
    view.setUint32(at + 16, sum[0]);
    view.setUint32(at + 20, sum[1]);
  });
  return log;
}

/** The checksum of the format's description, in whole numbers of any size. */
function sumOf(view: DataView, offset: number, length: number, [a, b]: readonly [number, number]): [number, number] {
  let [first, second] = [BigInt(a), BigInt(b)];
  for (let at = offset; at < offset + length; at += 8) {
    first = (first + BigInt(view.getUint32(at, true)) + second) % 2n ** 32n;
    second = (second + BigInt(view.getUint32(at + 4, true)) + first) % 2n ** 32n;
  }
  return [Number(first), Number(second)];
}

const database = new Uint8Array([...page(1), ...page(2)]);
const fills = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / pageSize }, (_, index) => bytes[index * pageSize]);

it('takes what has been committed, the newest of a page, and the size after it', () => {
  const log = logOf([
    { page: 2, fill: 7, after: 0 },
    { page: 2, fill: 8, after: 0 },
    { page: 3, fill: 9, after: 3 },
  ]);
  expect(fills(withWriteAheadLog(database, log))).toEqual([1, 8, 9]);
});

it('leaves out what has not been committed, is of an older log, or is torn', () => {
  const kept = { page: 1, fill: 5, after: 2 };
  expect(fills(withWriteAheadLog(database, logOf([kept, { page: 2, fill: 6, after: 0 }])))).toEqual([5, 2]);
  expect(fills(withWriteAheadLog(database, logOf([kept, { page: 2, fill: 6, after: 2, salt: 99 }])))).toEqual([5, 2]);
  const torn = logOf([kept, { page: 2, fill: 6, after: 2 }]);
  torn[torn.length - 1] = 0;
  expect(fills(withWriteAheadLog(database, torn))).toEqual([5, 2]);
  expect(fills(withWriteAheadLog(database, new Uint8Array()))).toEqual([1, 2]);
});

/** Sizes in bytes, and values of a header, of SQLite's file formats (https://www.sqlite.org/fileformat2.html). */
const LOG_HEADER = 32;
const FRAME_HEADER = 24;
const LOG_MAGIC = 0x377f0682;
const READ_VERSION = 19;
const WRITE_VERSION = 18;

/**
 * A database with what its write-ahead log has committed, as SQLite itself would read the two: frames count up to the last
 * that commits, while salts and checksums agree. The result asks for no log any more.
 */
export function withWriteAheadLog(database: Uint8Array, log: Uint8Array): Uint8Array {
  const pages = committedPages(log);
  const size = pages === null ? database.length : pages.size;
  const merged = new Uint8Array(size);
  merged.set(database.subarray(0, size));
  for (const [offset, page] of pages?.pages ?? []) if (offset < size) merged.set(page, offset);
  if (merged[READ_VERSION] === 2) {
    merged[WRITE_VERSION] = 1;
    merged[READ_VERSION] = 1;
  }
  return merged;
}

interface Committed {
  /** Of the database, in bytes. */
  readonly size: number;
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

function committedPages(log: Uint8Array): Committed | null {
  if (log.length < LOG_HEADER + FRAME_HEADER) return null;
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const magic = view.getUint32(0);
  if (magic !== LOG_MAGIC && magic !== LOG_MAGIC + 1) return null;
  const littleEndian = magic === LOG_MAGIC;
  const pageSize = view.getUint32(8);
  const sum = checksum(view, 0, 24, littleEndian, [0, 0]);
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return null;
  const written = new Map<number, Uint8Array>();
  let committed: Committed | null = null;
  let running = sum;
  for (let at = LOG_HEADER; at + FRAME_HEADER + pageSize <= log.length; at += FRAME_HEADER + pageSize) {
    if (view.getUint32(at + 8) !== view.getUint32(16) || view.getUint32(at + 12) !== view.getUint32(20)) break;
    running = checksum(view, at, 8, littleEndian, running);
    running = checksum(view, at + FRAME_HEADER, pageSize, littleEndian, running);
    if (running[0] !== view.getUint32(at + 16) || running[1] !== view.getUint32(at + 20)) break;
    const page = log.subarray(at + FRAME_HEADER, at + FRAME_HEADER + pageSize);
    written.set((view.getUint32(at) - 1) * pageSize, page);
    const pagesAfter = view.getUint32(at + 4);
    if (pagesAfter > 0) committed = { size: pagesAfter * pageSize, pages: new Map(written) };
  }
  return committed;
}

/** SQLite's running checksum over pairs of 32-bit words. */
function checksum(
  view: DataView,
  offset: number,
  length: number,
  littleEndian: boolean,
  [first, second]: readonly [number, number],
): readonly [number, number] {
  let a = first;
  let b = second;
  for (let at = offset; at < offset + length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}

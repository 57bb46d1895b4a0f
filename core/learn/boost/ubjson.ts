import { EiderError } from '../../errors';
import { FloatList, isTypedNumbers, sortedEntries, type ModelDocument, type TypedNumbers } from './model-document';

/*
 * Universal Binary JSON (https://ubjson.org), as much of it as XGBoost reads and writes: markers, big-endian numbers,
 * objects without a length, lists with one, and lists of one type. In difference to the standard's draft 12, XGBoost
 * writes the length of every text and list as an `L` of eight bytes.
 */

const [OBJECT, OBJECT_END, LIST, LIST_END, TYPE, COUNT] = [0x7b, 0x7d, 0x5b, 0x5d, 0x24, 0x23];
const [INT8, UINT8, INT16, INT32, INT64, FLOAT32, FLOAT64] = [0x69, 0x55, 0x49, 0x6c, 0x4c, 0x64, 0x44];
const [TEXT, TRUE, FALSE, NULL, NO_OP] = [0x53, 0x54, 0x46, 0x5a, 0x4e];

/** Whether bytes begin as UBJSON's objects do and not as those of JSON's text: after the brace comes a length or a type. */
export function looksLikeUbjson(bytes: Uint8Array): boolean {
  const second = bytes[1] ?? 0;
  return bytes[0] === OBJECT && [INT8, UINT8, INT16, INT32, INT64, TYPE, COUNT].includes(second);
}

/** A document as UBJSON, keys sorted. */
export function writeUbjson(document: ModelDocument): Uint8Array<ArrayBuffer> {
  const out = new UbjsonWriter();
  out.value(document);
  return out.bytes();
}

class UbjsonWriter {
  #buffer = Buffer.alloc(1 << 16);
  #end = 0;

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer.subarray(0, this.#end));
  }

  value(value: ModelDocument): void {
    if (value === null) this.#marker(NULL);
    else if (typeof value === 'boolean') this.#marker(value ? TRUE : FALSE);
    else if (typeof value === 'number') this.#integer(value);
    else if (typeof value === 'string') {
      this.#marker(TEXT);
      this.#text(value);
    } else if (isTypedNumbers(value)) this.#typed(value);
    else if (value instanceof FloatList) {
      this.#list(value.values.length);
      for (const float of value.values) {
        this.#marker(FLOAT32);
        const at = this.#take(4);
        this.#buffer.writeFloatBE(float, at);
      }
    } else if (isList(value)) {
      this.#list(value.length);
      for (const item of value) this.value(item);
    } else {
      this.#marker(OBJECT);
      for (const [key, member] of sortedEntries(value)) {
        this.#text(key);
        this.value(member);
      }
      this.#marker(OBJECT_END);
    }
  }

  /** The place of so many more bytes; asked for before the buffer is used, as it may be replaced by a larger one. */
  #take(bytes: number): number {
    const start = this.#end;
    this.#end += bytes;
    if (this.#end > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#end, this.#buffer.length * 2));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    return start;
  }

  #marker(marker: number): void {
    const at = this.#take(1);
    this.#buffer[at] = marker;
  }

  /** In as few bytes as XGBoost, which leaves out the ends of each range. */
  #integer(value: number): void {
    if (Math.abs(value) < 127) {
      this.#marker(INT8);
      const at = this.#take(1);
      this.#buffer.writeInt8(value, at);
    } else if (Math.abs(value) < 32767) {
      this.#marker(INT16);
      const at = this.#take(2);
      this.#buffer.writeInt16BE(value, at);
    } else if (Math.abs(value) < 2147483647) {
      this.#marker(INT32);
      const at = this.#take(4);
      this.#buffer.writeInt32BE(value, at);
    } else this.#length(value);
  }

  #length(value: number): void {
    this.#marker(INT64);
    const at = this.#take(8);
    this.#buffer.writeBigInt64BE(BigInt(value), at);
  }

  #text(text: string): void {
    const bytes = Buffer.byteLength(text);
    this.#length(bytes);
    const at = this.#take(bytes);
    this.#buffer.write(text, at);
  }

  #list(length: number): void {
    this.#marker(LIST);
    this.#marker(COUNT);
    this.#length(length);
  }

  #typed(numbers: TypedNumbers): void {
    this.#marker(LIST);
    this.#marker(TYPE);
    this.#marker(markerOf(numbers));
    this.#marker(COUNT);
    this.#length(numbers.length);
    const start = this.#take(numbers.byteLength);
    if (numbers.length > 0) {
      const stored = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      const bytes = numbers.BYTES_PER_ELEMENT === 1 ? stored : swapped(stored, numbers.BYTES_PER_ELEMENT);
      this.#buffer.set(bytes, start);
    }
  }
}

function isList(value: ModelDocument): value is readonly ModelDocument[] {
  return Array.isArray(value);
}

function markerOf(numbers: TypedNumbers): number {
  if (numbers instanceof Float32Array) return FLOAT32;
  if (numbers instanceof Float64Array) return FLOAT64;
  if (numbers instanceof Int8Array) return INT8;
  if (numbers instanceof Uint8Array) return UINT8;
  if (numbers instanceof Int16Array) return INT16;
  return numbers instanceof Int32Array ? INT32 : INT64;
}

/** A copy with the bytes of each number in the opposite order: machines that Node runs on are little-endian. */
function swapped(bytes: Uint8Array, width: number): Buffer {
  const copy = Buffer.from(bytes);
  if (width === 2) return copy.swap16();
  return width === 4 ? copy.swap32() : copy.swap64();
}

/** Reads UBJSON; lists of one type of number become typed arrays. Throws `model_damaged`. */
export function parseUbjson(bytes: Uint8Array): unknown {
  const reader = new UbjsonReader(bytes);
  const value = reader.value(reader.marker());
  reader.end();
  return value;
}

/** Deeper than any model; an honest error instead of a stack that is too deep. */
const MOST_LEVELS = 64;

class UbjsonReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #at = 0;
  #level = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  marker(): number {
    for (;;) {
      const marker = this.#bytes[this.#take(1)] ?? 0;
      if (marker !== NO_OP) return marker;
    }
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw damaged(`there are ${this.#bytes.length - this.#at} bytes too many`);
  }

  value(marker: number): unknown {
    switch (marker) {
      case OBJECT:
        return this.#nested(() => this.#object());
      case LIST:
        return this.#nested(() => this.#list());
      case TEXT:
        return this.#text();
      case TRUE:
        return true;
      case FALSE:
        return false;
      case NULL:
        return null;
      default:
        return this.#number(marker);
    }
  }

  #nested(read: () => unknown): unknown {
    this.#level += 1;
    if (this.#level > MOST_LEVELS) throw damaged('it is nested too deeply');
    const value = read();
    this.#level -= 1;
    return value;
  }

  #take(bytes: number): number {
    const start = this.#at;
    if (bytes > this.#bytes.length - start) throw damaged(`it ends after ${this.#bytes.length} bytes`);
    this.#at += bytes;
    return start;
  }

  #number(marker: number): number {
    switch (marker) {
      case INT8:
        return this.#view.getInt8(this.#take(1));
      case UINT8:
        return this.#view.getUint8(this.#take(1));
      case INT16:
        return this.#view.getInt16(this.#take(2));
      case INT32:
        return this.#view.getInt32(this.#take(4));
      case INT64:
        return Number(this.#view.getBigInt64(this.#take(8)));
      case FLOAT32:
        return this.#view.getFloat32(this.#take(4));
      case FLOAT64:
        return this.#view.getFloat64(this.#take(8));
      default:
        throw damaged(`byte ${this.#at - 1} is ${marker}, which marks nothing`);
    }
  }

  #length(): number {
    const length = this.#number(this.marker());
    if (!Number.isSafeInteger(length) || length < 0) throw damaged(`a length is ${length}`);
    return length;
  }

  #text(): string {
    const length = this.#length();
    const start = this.#take(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  #object(): Record<string, unknown> {
    const members: [string, unknown][] = [];
    for (;;) {
      if (this.#bytes[this.#at] === OBJECT_END) break;
      const key = this.#text();
      members.push([key, this.value(this.marker())]);
    }
    this.#take(1);
    return Object.fromEntries(members);
  }

  #list(): unknown {
    let marker = this.marker();
    if (marker === TYPE) {
      const type = this.marker();
      if (this.marker() !== COUNT) throw damaged('a list of one type has no length');
      return this.#typed(type, this.#length());
    }
    const items: unknown[] = [];
    if (marker === COUNT) {
      const length = this.#length();
      for (let at = 0; at < length; at += 1) items.push(this.value(this.marker()));
      return items;
    }
    while (marker !== LIST_END) {
      items.push(this.value(marker));
      marker = this.marker();
    }
    return items;
  }

  #typed(type: number, length: number): TypedNumbers {
    const width = widthOf(type);
    if (width === 0) throw damaged(`a list has the type ${type}`);
    const start = this.#take(length * width);
    const stored = this.#bytes.subarray(start, start + length * width);
    const { buffer } = new Uint8Array(width === 1 ? stored : swapped(stored, width));
    switch (type) {
      case INT8:
        return new Int8Array(buffer);
      case UINT8:
        return new Uint8Array(buffer);
      case INT16:
        return new Int16Array(buffer);
      case INT32:
        return new Int32Array(buffer);
      case INT64:
        return new BigInt64Array(buffer);
      case FLOAT32:
        return new Float32Array(buffer);
      default:
        return new Float64Array(buffer);
    }
  }
}

function widthOf(type: number): number {
  if (type === INT8 || type === UINT8) return 1;
  if (type === INT16) return 2;
  if (type === INT32 || type === FLOAT32) return 4;
  return type === INT64 || type === FLOAT64 ? 8 : 0;
}

function damaged(fault: string): EiderError {
  return new EiderError({
    code: 'model_damaged',
    message: `The model is not well-formed UBJSON: ${fault}.`,
    remedy: 'Save the model again, or copy its file again.',
  });
}

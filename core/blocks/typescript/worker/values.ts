import { EiderError } from '../../../errors';
import { isNumericArray } from '../../../learn/encode/npy-header';
import type { Html, Image, ImageFormat, Matrix } from '../eider';

/** An array of numbers with a shape. Throws `matrix_invalid` when the two disagree. */
export function matrix(data: Matrix['data'], shape: readonly number[]): Matrix {
  const count = shape.reduce((product, extent) => product * extent, 1);
  const isShape = shape.length > 0 && shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0);
  if (isNumericArray(data) && isShape && count === data.length) return { kind: 'dense', shape: [...shape], data };
  throw new EiderError({
    code: 'matrix_invalid',
    message: isNumericArray(data)
      ? `An array of ${data.length} numbers does not have the shape (${shape.join(', ')}).`
      : 'A matrix was made of something that is no typed array of numbers.',
    remedy: 'Give a typed array such as a Float64Array, and a shape whose extents multiply to its length.',
  });
}

/** Also of one that was made by hand: no plain data holds a typed array. */
export function isMatrix(value: unknown): value is Matrix {
  return (
    isOfKind(value, 'dense') &&
    'shape' in value &&
    Array.isArray(value.shape) &&
    'data' in value &&
    isNumericArray(value.data)
  );
}

/** Pictures and pages that were made as such: plain data may have the same fields. */
const made = new WeakSet<object>();

function marked<Value extends object>(value: Value): Value {
  made.add(value);
  return value;
}

/** A picture from its bytes, or SVG from its text. Throws `image_unknown` for bytes of no known format. */
export function image(content: Uint8Array | string): Image {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const format = imageFormat(bytes);
  if (format !== null) return marked({ kind: 'image', format, bytes });
  throw new EiderError({
    code: 'image_unknown',
    message: 'An image is of none of the known formats.',
    remedy: 'Give the bytes of a PNG, JPEG, GIF or WebP file, or SVG as text.',
  });
}

export function isImage(value: unknown): value is Image {
  return isOfKind(value, 'image') && made.has(value);
}

export function html(text: string): Html {
  return marked({ kind: 'html', text });
}

export function isHtml(value: unknown): value is Html {
  return isOfKind(value, 'html') && made.has(value);
}

function isOfKind(value: unknown, kind: string): value is object {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

/** The format by the file's first bytes; of text whether it holds an `svg` element. */
function imageFormat(bytes: Uint8Array): ImageFormat | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  return /^\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(head) && /<svg[\s>]/i.test(head) ? 'svg' : null;
}

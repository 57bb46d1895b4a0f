import { recordedNumber } from '../../protocol/recorded-number';

/** Elements of a list that are kept. */
const MOST = 100;
const DEEPEST = 4;

/**
 * A parameter's value as JSON holds it: numbers that are not finite as text, of long lists the beginning, and of what has no form in JSON
 * the name of its class.
 */
export function plainValue(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'number':
      return recordedNumber(value);
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    case 'undefined':
      return null;
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      if (value === null) return null;
      return depth === DEEPEST ? '…' : plainObject(value, depth);
  }
}

function plainObject(value: object, depth: number): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    // SAFETY: a view that is no DataView is a typed array
    const list: ArrayLike<unknown> = value as unknown[];
    const kept = Array.from({ length: Math.min(list.length, MOST) }, (_, at) => plainValue(list[at], depth + 1));
    return list.length > MOST ? [...kept, `… ${list.length - MOST} more`] : kept;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor.name}]`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValue(inner, depth + 1)]));
}

/** The same of several by name. */
export function plainRecord(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plainValue(value)]));
}

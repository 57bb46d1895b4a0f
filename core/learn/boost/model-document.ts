/**
 * What XGBoost's two model formats have in common, JSON and UBJSON: a tree of objects and lists in which arrays of numbers
 * have a type. A list of plain numbers holds integers; one of floats is a {@link FloatList}.
 */
export type ModelDocument = string | number | boolean | null | TypedNumbers | FloatList | DocumentList | DocumentObject;
export type TypedNumbers =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Int32Array | BigInt64Array;
export type DocumentList = readonly ModelDocument[];
export interface DocumentObject {
  readonly [key: string]: ModelDocument;
}

/** Floats that the format keeps one by one, each with its type. */
export class FloatList {
  constructor(readonly values: Float32Array) {}
}

export function isTypedNumbers(value: unknown): value is TypedNumbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** The keys of an object in the order XGBoost writes them. */
export function sortedEntries(object: DocumentObject): [string, ModelDocument][] {
  return Object.entries(object).sort(([left], [right]) => (left < right ? -1 : 1));
}

import { createHash, type Hash } from 'node:crypto';
import type { DataFingerprint } from '../../protocol/experiments';
import { breathe } from '../fit-options';
import type { FeatureMatrix } from '../matrix';

/** What a model is trained on. */
export interface FingerprintedData {
  readonly features: FeatureMatrix;
  readonly target?: ArrayLike<number> | null | undefined;
  readonly weights?: ArrayLike<number> | null | undefined;
  /** What they belong to, where nobody changes them any more: they are hashed once for it. */
  readonly unchanging?: object;
}

const known = new WeakMap<object, DataFingerprint>();

/** Bytes between two looks at whether to go on: some 50 ms of hashing. */
const PIECE = 2 ** 25;

/**
 * SHA-256 over all features, the target and the weights, each with its kind: values that are stored as other types of
 * numbers count as others. Takes about two seconds for a gigabyte, and no memory but for targets that are plain arrays.
 */
export async function fingerprintData(
  data: FingerprintedData,
  signal: AbortSignal | undefined,
): Promise<DataFingerprint> {
  const { unchanging } = data;
  const before = unchanging === undefined ? undefined : known.get(unchanging);
  if (before !== undefined) return before;
  const fingerprint = await hashData(data, signal);
  if (unchanging !== undefined) known.set(unchanging, fingerprint);
  return fingerprint;
}

async function hashData(
  { features, target, weights }: FingerprintedData,
  signal: AbortSignal | undefined,
): Promise<DataFingerprint> {
  const hash = createHash('sha256');
  const { kind, featureNames = null } = features;
  const { rows, columns } = kind === 'sparse' ? features : sizes(features.shape);
  hash.update(JSON.stringify([kind, rows, columns, featureNames]));
  const parts = kind === 'sparse' ? [features.indptr, features.indices, features.values] : [features.data];
  for (const part of parts) await add(hash, part, signal);
  return {
    rows,
    columns,
    features: hash.digest('hex'),
    target: await hashOf(target, signal),
    weights: await hashOf(weights, signal),
  };
}

function sizes([rows = 0, columns = 0]: readonly number[]) {
  return { rows, columns };
}

async function hashOf(
  values: ArrayLike<number> | null | undefined,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  if (values === null || values === undefined) return null;
  const hash = createHash('sha256');
  await add(hash, ArrayBuffer.isView(values) ? values : Float64Array.from(values), signal);
  return hash.digest('hex');
}

async function add(hash: Hash, values: ArrayBufferView, signal: AbortSignal | undefined): Promise<void> {
  hash.update(values.constructor.name);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (let start = 0; start < bytes.length; start += PIECE) {
    if (start > 0) await breathe(signal);
    hash.update(bytes.subarray(start, start + PIECE));
  }
}

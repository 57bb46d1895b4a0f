import type { Heap } from '../kernels/heap';
import { KIND_NUMERIC } from '../kernels/split';
import type { Random } from '../random';
import type { BinnedMatrix } from './binned-matrix';

/** Features that a node may be split by, in the memory of the kernels, in the order of their bins. */
export interface FeatureSet {
  readonly addresses: readonly [number, number];
  /** Numbers of those with several bins. */
  readonly several: Int32Array;
  /** First bin and number of those with a single one. */
  readonly single: Int32Array;
}

export interface Shares {
  readonly byTree: number;
  readonly byLevel: number;
  readonly byNode: number;
}

/**
 * Which features the nodes of a tree are split by: a random share for each tree, of these one for each level, of these
 * one for each node, as in XGBoost.
 */
export class FeatureSets {
  readonly #heap: Heap;
  readonly #matrix: BinnedMatrix;
  readonly #isSingle: Uint8Array;
  readonly #shares: Shares;
  /** Ascending, so that what is drawn does not depend on how features are stored. */
  readonly #splittable: Int32Array;
  #whole: FeatureSet | null = null;
  #ofTree: Int32Array;
  #random: Random | null = null;
  readonly #ofLevel = new Map<number, { features: Int32Array; set: FeatureSet | null }>();
  #temporary: FeatureSet[] = [];

  constructor(matrix: BinnedMatrix, kinds: Int32Array, shares: Shares) {
    this.#heap = matrix.heap;
    this.#matrix = matrix;
    this.#shares = shares;
    this.#isSingle = Uint8Array.from(kinds, (kind, feature) =>
      kind === KIND_NUMERIC && matrix.bins[feature] === 1 ? 1 : 0,
    );
    const splittable = (feature: number) =>
      (matrix.bins[feature] ?? 0) > 1 || (matrix.hasMissing[feature] === 1 && (matrix.bins[feature] ?? 0) > 0);
    this.#splittable = Int32Array.from({ length: matrix.columns }, (_, feature) => feature).filter(splittable);
    this.#ofTree = this.#splittable;
  }

  /** Draws the features of a new tree. */
  startTree(random: Random): void {
    this.#random = random;
    this.#releaseLevels();
    this.#ofTree = draw(this.#splittable, this.#shares.byTree, random);
  }

  /** The features of a node; good until `endBatch` or, when nodes have none of their own, until the next tree. */
  ofNode(depth: number, path: number): FeatureSet {
    const { byTree, byLevel, byNode } = this.#shares;
    if (this.#random === null || (byTree === 1 && byLevel === 1 && byNode === 1)) {
      this.#whole ??= this.#write(this.#splittable);
      return this.#whole;
    }
    let level = this.#ofLevel.get(depth);
    if (level === undefined) {
      level = { features: draw(this.#ofTree, byLevel, this.#random.fork(2 * depth)), set: null };
      this.#ofLevel.set(depth, level);
    }
    if (byNode < 1) {
      const set = this.#write(draw(level.features, byNode, this.#random.fork(2 * path + 1)));
      this.#temporary.push(set);
      return set;
    }
    level.set ??= this.#write(level.features);
    return level.set;
  }

  /** Gives back what single nodes had. */
  endBatch(): void {
    for (const set of this.#temporary) this.#free(set);
    this.#temporary = [];
  }

  release(): void {
    this.endBatch();
    this.#releaseLevels();
    if (this.#whole !== null) this.#free(this.#whole);
  }

  #releaseLevels(): void {
    for (const { set } of this.#ofLevel.values()) if (set !== null) this.#free(set);
    this.#ofLevel.clear();
  }

  #free({ addresses }: FeatureSet): void {
    for (const address of addresses) this.#heap.release(address);
  }

  #write(ascending: Int32Array): FeatureSet {
    const { firstBin } = this.#matrix;
    const features = ascending.slice().sort((a, b) => (firstBin[a] ?? 0) - (firstBin[b] ?? 0));
    const several = features.filter((feature) => this.#isSingle[feature] === 0);
    const only = features.filter((feature) => this.#isSingle[feature] === 1);
    const single = new Int32Array(only.length * 2);
    for (const [at, feature] of only.entries()) {
      single[2 * at] = firstBin[feature] ?? 0;
      single[2 * at + 1] = feature;
    }
    const addresses = [this.#heap.allocate(several.byteLength), this.#heap.allocate(single.byteLength)] as const;
    this.#heap.views.i32.set(several, addresses[0] >>> 2);
    this.#heap.views.i32.set(single, addresses[1] >>> 2);
    return { addresses, several, single };
  }
}

/** A random share of features, at least one, in their old order. */
function draw(features: Int32Array, share: number, random: Random): Int32Array {
  if (share >= 1) return features;
  const count = Math.max(1, Math.floor(features.length * share));
  return random
    .shuffle(features.map((_, place) => place))
    .subarray(0, count)
    .sort()
    .map((place) => features[place] ?? 0);
}

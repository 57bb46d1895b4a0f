import { EiderError } from '../../errors';
import type { FitOptions } from '../fit-options';
import type { Heap } from '../kernels/heap';
import { shapeOf, type FeatureMatrix } from '../matrix';
import type { DecisionTree } from './decision-tree';
import type { ReadForestParameters } from './forest-parameters';
import { TreeGrowth } from './grow-trees';
import { storeDoubles, storeWeights, threadsFor, withGround } from './training';
import { treeRules, type CriterionName } from './tree-rules';
import type { Draws } from './tree-slot';

export interface ForestTask {
  readonly model: string;
  readonly features: FeatureMatrix;
  /** A number for each row, or the number of its class. */
  readonly target: Float64Array | Int32Array;
  /** 0 for a regression. */
  readonly classes: number;
  readonly weights: Float64Array | null;
  readonly criterion: CriterionName;
  /** Whether thresholds are drawn at random. */
  readonly atRandom: boolean;
  /** Whether the classes of each tree's sample are given the same weight. */
  readonly balanced: boolean;
  readonly parameters: ReadForestParameters;
}

export interface GrownForest {
  readonly trees: readonly DecisionTree[];
  readonly outOfBag: OutOfBag | null;
}

/** What trees predict for the rows that they were not grown on. */
export interface OutOfBag {
  /** Means over trees, rows × outputs; NaN for a row that every tree was grown on. */
  readonly predictions: Float64Array;
  /** Rows that every tree was grown on. */
  readonly missed: number;
}

/** Grows a forest (Breiman 2001), or a single tree. Throws what `rankMatrix` does, and `parameter_invalid`. */
export async function growForest(task: ForestTask, options: FitOptions): Promise<GrownForest> {
  const { model, features, target, parameters, weights } = task;
  checkSampling(model, parameters);
  const { rows, columns } = shapeOf(features);
  const count = parameters.n_estimators;
  return withGround(model, features, threadsFor(parameters.n_jobs, features, count), async ({ heap, crew, matrix }) => {
    const rules = treeRules(task.criterion, parameters, { rows, columns, ...task });
    const address = target instanceof Int32Array ? storeCodes(heap, target) : storeDoubles(heap, target);
    const draws = parameters.bootstrap ? drawsOf(task, heap, rows) : null;
    const weight = draws === null ? storeWeights(heap, weights, rows) : 0;
    const trees: DecisionTree[] = [];
    const sums = parameters.oob_score ? new OutOfBagSums(count, rows) : null;
    const growth = new TreeGrowth({ heap, crew, matrix, rules, draws, wantsLeaves: sums !== null, trees: count });
    await growth.grow(
      count,
      (tree) => ({ target: address, weight, seed: parameters.random_state, stream: tree }),
      (number, tree, slot) => {
        trees[number] = tree;
        sums?.add(number, tree, slot.weights, slot.leafOf);
      },
      options,
    );
    return { trees, outOfBag: sums?.means() ?? null };
  });
}

function checkSampling(
  model: string,
  { bootstrap, oob_score: oobScore, max_samples: maxSamples }: ReadForestParameters,
) {
  if (bootstrap || (!oobScore && maxSamples === null)) return;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `${oobScore ? 'oob_score' : 'max_samples'} of ${model} is for trees that have rows of their own, and bootstrap is false.`,
    remedy: 'Set bootstrap: true, or leave it out.',
  });
}

function storeCodes(heap: Heap, codes: Int32Array): number {
  const address = heap.allocate(codes.length * 4);
  heap.views.i32.set(codes, address >>> 2);
  return address;
}

function drawsOf({ weights, balanced, parameters }: ForestTask, heap: Heap, rows: number): Draws {
  const given = parameters.max_samples;
  const cumulated = weights === null ? null : new Float64Array(rows);
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    sum += weights?.[row] ?? 1;
    if (cumulated !== null) cumulated[row] = sum;
  }
  const count = given === null ? rows : given > 1 ? given : Math.max(1, Math.floor(given * sum));
  return { count, cumulated: cumulated === null ? 0 : storeDoubles(heap, cumulated), balanced };
}

/** Adds up what trees predict for rows that they were not grown on, in the order of the trees, whichever is done first. */
class OutOfBagSums {
  readonly #rows: number;
  readonly #waiting = new Map<number, { readonly tree: DecisionTree; readonly leaves: Int32Array }>();
  readonly #trees: number;
  #next = 0;
  #sums = new Float64Array(0);
  readonly #counts: Int32Array;

  constructor(trees: number, rows: number) {
    this.#trees = trees;
    this.#rows = rows;
    this.#counts = new Int32Array(rows);
  }

  add(number: number, tree: DecisionTree, weights: Float64Array, leafOf: Int32Array): void {
    const leaves = leafOf.slice();
    for (let row = 0; row < leaves.length; row += 1) if ((weights[row] ?? 0) > 0) leaves[row] = -1;
    this.#waiting.set(number, { tree, leaves });
    for (; this.#next < this.#trees; this.#next += 1) {
      const ready = this.#waiting.get(this.#next);
      if (ready === undefined) return;
      this.#waiting.delete(this.#next);
      this.#include(ready.tree, ready.leaves);
    }
  }

  means(): OutOfBag {
    const outputs = this.#sums.length / this.#rows;
    const predictions = this.#sums.map((sum, at) => sum / (this.#counts[Math.floor(at / outputs)] ?? 0));
    return { predictions, missed: this.#counts.reduce((missed, count) => missed + (count === 0 ? 1 : 0), 0) };
  }

  #include({ values, features }: DecisionTree, leaves: Int32Array): void {
    const outputs = values.length / features.length;
    if (this.#sums.length === 0) this.#sums = new Float64Array(this.#rows * outputs);
    for (let row = 0; row < leaves.length; row += 1) {
      const leaf = leaves[row] ?? -1;
      if (leaf < 0) continue;
      this.#counts[row] = (this.#counts[row] ?? 0) + 1;
      for (let output = 0; output < outputs; output += 1) {
        const at = row * outputs + output;
        this.#sums[at] = (this.#sums[at] ?? 0) + (values[leaf * outputs + output] ?? 0);
      }
    }
  }
}

/** Tells the user when trees are so few that some rows are in every sample. */
export function warnOfMissed(model: string, { missed }: OutOfBag, { onWarning }: FitOptions): void {
  if (missed === 0) return;
  onWarning?.(
    `${model} has grown every tree on ${missed} of the rows, which therefore do not count for the out-of-bag score. Raise n_estimators.`,
  );
}

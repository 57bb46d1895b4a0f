import type { FitOptions } from '../fit-options';
import { shapeOf, takeRows, type FeatureMatrix } from '../matrix';
import { createRandom } from '../random';
import { trainTestSplit } from '../split/train-test-split';
import { meanLoss, type BoostedRows, type BoostingLoss } from './boosting-loss';
import type { ReadBoostingParameters } from './boosting-parameters';
import type { DecisionTree } from './decision-tree';
import { TreeGrowth } from './grow-trees';
import { threadsFor, withGround } from './training';
import { treeRules } from './tree-rules';
import type { TreeSlot } from './tree-slot';
import { walkTrees } from './walk';

export interface BoostingTask {
  readonly model: string;
  readonly features: FeatureMatrix;
  /** A number for each row, or the number of its class. */
  readonly target: Float64Array;
  readonly weights: Float64Array | null;
  readonly loss: BoostingLoss;
  /** Whether rows kept aside have the same share of each class. */
  readonly stratify: boolean;
  readonly parameters: ReadBoostingParameters;
}

export interface Boosted {
  /** Stage after stage, one tree for each output. */
  readonly trees: readonly DecisionTree[];
  /** What predictions begin from, one for each output. */
  readonly initial: Float64Array;
  /** Loss on the training rows after each stage; with `subsample` on those that were drawn for it. */
  readonly trainScore: Float64Array;
}

/**
 * Gradient boosting (Friedman 2001; with `subsample`, Friedman 2002): each stage's trees are grown on the negative
 * gradients of the loss, then their leaves are set to what lowers it.
 */
export async function boostTrees(task: BoostingTask, options: FitOptions): Promise<Boosted> {
  const { parameters, features, target, weights } = task;
  if (parameters.n_iter_no_change === null) return boost(task, null, options);
  const { train, test } = trainTestSplit(target.length, {
    test_size: parameters.validation_fraction,
    stratify: task.stratify ? target : null,
    random_state: parameters.random_state,
  });
  const part = (rows: ArrayLike<number>) => ({
    features: takeRows(features, rows),
    target: Float64Array.from(rows, (row) => target[row] ?? 0),
    weights: weights === null ? null : Float64Array.from(rows, (row) => weights[row] ?? 0),
  });
  return boost(
    { ...task, ...part(train) },
    new HeldOut({ ...task, ...part(test) }, parameters.n_iter_no_change),
    options,
  );
}

async function boost(task: BoostingTask, heldOut: HeldOut | null, options: FitOptions): Promise<Boosted> {
  const { model, features, target, loss, parameters } = task;
  const { rows, columns } = shapeOf(features);
  const { outputs } = loss;
  const rate = parameters.learning_rate;
  const initial = parameters.init === 'zero' ? new Float64Array(outputs) : loss.initial(target, task.weights);
  const raw = repeated(initial, rows);
  heldOut?.begin(initial);
  const threads = threadsFor(outputs === 1 ? 1 : null, features, outputs);
  return withGround(model, features, threads, async ({ heap, crew, matrix }) => {
    const rules = treeRules('squared_error', parameters, { rows, columns, classes: 0, atRandom: false });
    const weightAddress = heap.allocate(rows * 8);
    const gradientAddress = heap.allocate(rows * outputs * 8);
    const growth = new TreeGrowth({ heap, crew, matrix, rules, draws: null, wantsLeaves: true, trees: outputs });
    const state = (): BoostedRows => ({
      target,
      weights: heap.views.f64.subarray(weightAddress >>> 3, (weightAddress >>> 3) + rows),
      raw,
      gradients: heap.views.f64.subarray(gradientAddress >>> 3, (gradientAddress >>> 3) + rows * outputs),
    });
    const trees: DecisionTree[] = [];
    const trainScore: number[] = [];
    for (let stage = 0; stage < parameters.n_estimators; stage += 1) {
      drawRows(state().weights, task.weights, parameters, stage);
      loss.setGradients(state());
      const grown: DecisionTree[] = [];
      await growth.grow(
        outputs,
        (output) => ({
          target: gradientAddress + output * rows * 8,
          weight: weightAddress,
          seed: parameters.random_state,
          stream: stage * outputs + output,
        }),
        (output, tree, slot) => {
          setLeaves(loss, state(), tree, slot, output);
          addLeaves(raw, outputs, output, tree, slot.leafOf, rate);
          grown[output] = tree;
        },
        { signal: options.signal },
      );
      trees.push(...grown);
      trainScore.push(meanLoss(loss, state()));
      options.onProgress?.((stage + 1) / parameters.n_estimators);
      if (heldOut?.isEnough(grown, stage) === true) break;
    }
    return { trees, initial, trainScore: Float64Array.from(trainScore) };
  });
}

/** Weights of the rows for a stage: 0 for those that are not drawn (Knuth, The Art of Computer Programming 3.4.2, algorithm S). */
function drawRows(
  weights: Float64Array,
  given: Float64Array | null,
  { subsample, random_state: seed }: ReadBoostingParameters,
  stage: number,
): void {
  const rows = weights.length;
  let wanted = Math.max(1, Math.floor(subsample * rows));
  const random = wanted < rows ? createRandom(seed, -1 - stage) : null;
  for (let row = 0; row < rows; row += 1) {
    const isDrawn = random === null || random.next() * (rows - row) < wanted;
    if (isDrawn) wanted -= 1;
    weights[row] = isDrawn ? (given?.[row] ?? 1) : 0;
  }
}

/** Sets each leaf of a tree to what is best for the loss, where that is not the mean of the gradients. */
function setLeaves(loss: BoostingLoss, rows: BoostedRows, tree: DecisionTree, slot: TreeSlot, output: number): void {
  if (loss.leafValue === null) return;
  for (let node = 0; node < tree.features.length; node += 1) {
    if ((tree.leftChildren[node] ?? -1) >= 0) continue;
    tree.values[node] = loss.leafValue(rows, slot.rowsOf(node), output);
  }
}

function addLeaves(
  raw: Float64Array,
  outputs: number,
  output: number,
  { values }: DecisionTree,
  leafOf: Int32Array,
  rate: number,
): void {
  for (let row = 0, at = output; row < leafOf.length; row += 1, at += outputs) {
    raw[at] = (raw[at] ?? 0) + rate * (values[leafOf[row] ?? 0] ?? 0);
  }
}

function repeated(initial: Float64Array, rows: number): Float64Array<ArrayBuffer> {
  const raw = new Float64Array(rows * initial.length);
  for (let row = 0; row < rows; row += 1) raw.set(initial, row * initial.length);
  return raw;
}

/** What trees add to the predictions of rows: the trees of a stage follow each other, one for each output. */
export function addTrees(
  raw: Float64Array,
  outputs: number,
  trees: readonly DecisionTree[],
  features: FeatureMatrix,
  rate: number,
): void {
  walkTrees(trees, features, (number, first, count, leaves) => {
    const values = trees[number]?.values ?? new Float64Array(0);
    for (let row = 0, at = first * outputs + (number % outputs); row < count; row += 1, at += outputs) {
      raw[at] = (raw[at] ?? 0) + rate * (values[leaves[row] ?? 0] ?? 0);
    }
  });
}

/** Rows kept aside, whose loss says when it is enough. */
class HeldOut {
  readonly #task: BoostingTask;
  readonly #losses: Float64Array;
  #raw: Float64Array = new Float64Array(0);

  constructor(task: BoostingTask, patience: number) {
    this.#task = task;
    this.#losses = new Float64Array(patience).fill(Infinity);
  }

  begin(initial: Float64Array): void {
    this.#raw = repeated(initial, this.#task.target.length);
  }

  /** Whether the loss after a stage is not lower, by `tol`, than after any of the last ones. */
  isEnough(trees: readonly DecisionTree[], stage: number): boolean {
    const { loss, features, parameters, target, weights } = this.#task;
    addTrees(this.#raw, loss.outputs, trees, features, parameters.learning_rate);
    const counts = weights ?? new Float64Array(target.length).fill(1);
    const reached = meanLoss(loss, { target, weights: counts, raw: this.#raw, gradients: new Float64Array(0) });
    if (!this.#losses.some((before) => reached + parameters.tol < before)) return true;
    this.#losses[stage % this.#losses.length] = reached;
    return false;
  }
}

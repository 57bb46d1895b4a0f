import { availableParallelism } from 'node:os';
import { breathe } from '../fit-options';
import { EiderError } from '../../errors';
import { Crew } from '../kernels/crew';
import { Heap } from '../kernels/heap';
import { storedValues } from '../encode/csr';
import { createRandom } from '../random';
import { binDense } from './bin-dense';
import { binSparse } from './bin-sparse';
import type { BinnedMatrix } from './binned-matrix';
import type { DMatrix } from './dmatrix';
import { GradientPass, type RowArrays } from './gradient-pass';
import { TreeGrower, type GrowthRules } from './grow-tree';
import { checkLabels, objectiveOf, weightedMedian, type Objective } from './objectives';
import { monotoneDirections, readBoostParameters, type BoostParameters } from './parameters';
import type { RegressionTree } from './tree';

/** From this many values on, training takes all processors; with fewer, threads cost more than they give. */
const MANY_VALUES = 2_000_000;

export interface TrainedTrees {
  readonly trees: readonly RegressionTree[];
  /** Output of each tree, such as its class. */
  readonly outputs: readonly number[];
  readonly baseScore: number;
  readonly parameters: BoostParameters;
  readonly objective: Objective;
  /** Margins of the training rows. */
  readonly margins: Float32Array;
}

export interface TrainOptions {
  readonly rounds: number;
  readonly signal?: AbortSignal | undefined;
  readonly heapOf?: Heap;
}

export async function trainTrees(
  given: Readonly<Record<string, unknown>>,
  matrix: DMatrix,
  options: TrainOptions,
): Promise<TrainedTrees> {
  const parameters = readBoostParameters(given);
  const objective = objectiveOf(parameters);
  const { label } = matrix;
  if (label === null || matrix.rows === 0 || matrix.columns === 0) throw nothingToLearn(matrix);
  checkLabels(objective, label);
  const heap = new Heap();
  const crew = new Crew(heap, threadsFor(parameters, matrix));
  try {
    const binned = bin(matrix, parameters.max_bin, heap, crew);
    const baseScore = parameters.base_score ?? objective.estimate(label, matrix.weight);
    const arrays = rowArrays(heap, matrix, label, objective, objective.toMargin(baseScore));
    const gradients = new GradientPass(heap, crew, arrays, objective, parameters.scale_pos_weight);
    const grower = new TreeGrower(heap, crew, binned, growthRules(parameters, objective, matrix));
    const trees: RegressionTree[] = [];
    const outputs: number[] = [];
    let last = Date.now();
    for (let round = 0; round < options.rounds; round += 1) {
      const random = createRandom(parameters.seed, round);
      const sums = gradients.run({ share: parameters.subsample, seed: random.integer(2 ** 32) | 0 });
      for (const [output, sum] of sums.entries()) {
        const tree = grower.grow(arrays.gradients + output * matrix.rows * 8, sum, random.fork(output));
        if (objective.medianLeaves) setMedianLeaves(grower, tree, heap, arrays, matrix, parameters.eta);
        grower.addTo(arrays.margins + output * 4, objective.outputs * 4);
        trees.push(tree.finish());
        outputs.push(output);
      }
      if (Date.now() - last > 50) {
        await breathe(options.signal);
        last = Date.now();
      }
    }
    const margins = heap.views.f32.slice(
      arrays.margins >>> 2,
      (arrays.margins >>> 2) + matrix.rows * objective.outputs,
    );
    return { trees, outputs, baseScore, parameters, objective, margins };
  } finally {
    await crew.end();
  }
}

function nothingToLearn(matrix: DMatrix): EiderError {
  return new EiderError({
    code: matrix.label === null ? 'label_missing' : 'matrix_empty',
    message:
      matrix.label === null
        ? 'The booster was given rows without a label.'
        : `The booster was given ${matrix.rows} rows of ${matrix.columns} features, which is nothing to learn from.`,
    remedy:
      matrix.label === null
        ? 'Make them with new DMatrix(features, { label }).'
        : 'Look at the output of the block above: a filter or a fold may have left no rows.',
  });
}

function threadsFor(parameters: BoostParameters, { features, rows, columns }: DMatrix): number {
  if (parameters.nthread > 0) return parameters.nthread;
  const values = features.kind === 'sparse' ? storedValues(features) : rows * columns;
  return values < MANY_VALUES ? 1 : availableParallelism();
}

function bin(matrix: DMatrix, maxBins: number, heap: Heap, crew: Crew): BinnedMatrix {
  const { features } = matrix;
  return features.kind === 'sparse'
    ? binSparse(matrix, features, maxBins, heap, crew)
    : binDense(matrix, features, maxBins, heap, crew);
}

function rowArrays(heap: Heap, matrix: DMatrix, label: Float32Array, objective: Objective, margin: number): RowArrays {
  const { rows, weight, baseMargin } = matrix;
  const { outputs } = objective;
  const arrays = {
    rows,
    margins: heap.allocate(rows * outputs * 4),
    labels: heap.allocate(rows * 4),
    weights: weight === null ? 0 : heap.allocate(rows * 4),
    gradients: heap.allocate(rows * outputs * 8),
  };
  const { f32 } = heap.views;
  if (baseMargin === null) f32.fill(margin, arrays.margins >>> 2, (arrays.margins >>> 2) + rows * outputs);
  else f32.set(baseMargin, arrays.margins >>> 2);
  f32.set(label, arrays.labels >>> 2);
  if (weight !== null) f32.set(weight, arrays.weights >>> 2);
  return arrays;
}

function growthRules(parameters: BoostParameters, objective: Objective, matrix: DMatrix): GrowthRules {
  return {
    eta: parameters.eta,
    gamma: parameters.gamma,
    lambda: parameters.lambda,
    alpha: parameters.alpha,
    minChildWeight: parameters.min_child_weight,
    maxDeltaStep: objective.maxDeltaStep,
    maxDepth: parameters.max_depth,
    maxLeaves: parameters.max_leaves,
    lossguide: parameters.grow_policy === 'lossguide',
    maxCatToOnehot: parameters.max_cat_to_onehot,
    maxCatThreshold: parameters.max_cat_threshold,
    monotone: monotoneDirections(parameters, matrix.featureNames, matrix.columns),
    byTree: parameters.colsample_bytree,
    byLevel: parameters.colsample_bylevel,
    byNode: parameters.colsample_bynode,
  };
}

/** Sets each leaf to the median of what its rows lack, times the learning rate. */
function setMedianLeaves(
  grower: TreeGrower,
  tree: ReturnType<TreeGrower['grow']>,
  heap: Heap,
  arrays: RowArrays,
  matrix: DMatrix,
  eta: number,
): void {
  const { f32 } = heap.views;
  for (const leaf of grower.leaves) {
    const rows = grower.rowsOf(leaf);
    const lacking = Float64Array.from(rows, (row) => {
      return (f32[(arrays.labels >>> 2) + row] ?? 0) - (f32[(arrays.margins >>> 2) + row] ?? 0);
    });
    const { weight } = matrix;
    const weights = weight === null ? null : Float64Array.from(rows, (row) => weight[row] ?? 0);
    tree.setLeafValue(leaf.node, eta * weightedMedian(lacking, weights));
  }
}

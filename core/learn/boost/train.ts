import { availableParallelism } from 'node:os';
import { EiderError } from '../../errors';
import { checkColumns } from '../checks';
import { breathe } from '../fit-options';
import { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import { storedValues } from '../encode/csr';
import { createRandom } from '../random';
import { recorded, type Training } from '../record/recorded';
import type { TrainingRecord } from '../record/recorder';
import { Booster } from './booster';
import type { DMatrix } from './dmatrix';
import { EarlyStopping } from './early-stopping';
import type { BoosterParameters } from './booster-parameters';
import { Evaluations } from './evaluations';
import { GradientPass } from './gradient-pass';
import { TreeGrower } from './grow-tree';
import type { GrowthRules } from './growth-rules';
import { baseMargin, modelObjective } from './link';
import { checkLabels, objectiveOf, type Objective } from './objectives';
import { givenBoostParameters, monotoneDirections, readBoostParameters, type BoostParameters } from './parameters';
import { binnedOf, heapOf } from './prepared';
import type { Scores } from './scores';
import { TrainingRows } from './training-rows';
import type { RegressionTree } from './tree';

/** What is known after a round. */
export interface RoundReport {
  /** Counted from 0; the trees of a booster that is trained on count too. */
  readonly round: number;
  /** How many rounds there will be at most. */
  readonly rounds: number;
  readonly scores: Scores;
}

/** Told after each round; training ends when it gives true, or a promise of it. */
export type TrainingCallback = (report: RoundReport) => unknown;

export interface TrainOptions {
  /** Rounds of boosting: 10, as in XGBoost, unless said otherwise. */
  readonly rounds?: number;
  /** Rows to evaluate on after each round, by a name of your choice. */
  readonly evals?: Readonly<Record<string, DMatrix>>;
  /** Ends when the last metric on the last of `evals` has not become better for so many rounds. */
  readonly earlyStoppingRounds?: number;
  readonly callbacks?: readonly TrainingCallback[];
  /** Trains on from this one; its trees are kept. */
  readonly booster?: Booster;
  readonly signal?: AbortSignal;
}

export interface Trained {
  readonly booster: Booster;
  /** Scores after each round, by the name of the rows and the metric. */
  readonly history: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

/** Rounds unless said otherwise, as in XGBoost. */
const USUAL_ROUNDS = 10;
/** From this many values on, training takes all processors; with fewer, threads cost more than they give. */
const MANY_VALUES = 2_000_000;
/** Milliseconds after which others get a turn. */
const TURN = 50;

/**
 * Trains a gradient-boosted model as XGBoost's `train` does with `tree_method` hist (Chen and Guestrin 2016): parameters
 * by its names, trees by histograms of gradients, missing values in the direction that is learnt. The same parameters and
 * seed give the same model, on any machine and any number of threads. Where columns have no more distinct values than
 * `max_bin` and nothing is drawn at random, trees are those of XGBoost 3.4, node by node; else they are as good: cut points
 * are quantiles of all rows, where XGBoost sketches them, with weights if there are some, and random numbers differ.
 *
 * Takes about rows × (bundles × 2 codes + 28 bytes) of working memory, beside the histograms; at most 4 GB. Throws
 * `parameter_unknown`, `parameter_invalid`, `target_invalid`, `label_missing`, `matrix_empty`, `features_invalid`,
 * `features_mismatch` or `training_too_large`, and the signal's reason when it is aborted.
 */
export async function train(
  parameters: BoosterParameters,
  matrix: DMatrix,
  options: TrainOptions = {},
): Promise<Trained> {
  const read = readBoostParameters(parameters);
  const objective = objectiveOf(read);
  const label = labelOf(matrix);
  checkLabels(objective, label);
  options.signal?.throwIfAborted();
  return recorded(trainingOf(parameters, read, matrix, options), async (record) => {
    const heap = heapOf(matrix);
    const crew = new Crew(heap, threadsFor(read, matrix));
    try {
      return await boost({ parameters: read, objective, matrix, label, heap, crew }, options, record);
    } finally {
      await crew.end();
    }
  });
}

/** What is recorded of a training beside its scores. */
function trainingOf(
  given: BoosterParameters,
  read: BoostParameters,
  matrix: DMatrix,
  { rounds, earlyStoppingRounds, signal }: TrainOptions,
): Training {
  const { features, label, weight } = matrix;
  return {
    estimator: 'Booster',
    parameters: { ...read, rounds: rounds ?? USUAL_ROUNDS, early_stopping_rounds: earlyStoppingRounds ?? null },
    given: [
      ...givenBoostParameters(given),
      ...(rounds === undefined ? [] : ['rounds']),
      ...(earlyStoppingRounds === undefined ? [] : ['early_stopping_rounds']),
    ],
    data: { features, target: label, weights: weight, unchanging: matrix },
    seed: read.seed,
    signal,
  };
}

interface Setting {
  readonly parameters: BoostParameters;
  readonly objective: Objective;
  readonly matrix: DMatrix;
  readonly label: Float32Array;
  readonly heap: Heap;
  readonly crew: Crew;
}

async function boost(setting: Setting, options: TrainOptions, record: TrainingRecord): Promise<Trained> {
  const { parameters, objective, matrix, label, heap, crew } = setting;
  let turn = performance.now();
  const giveTurn = async () => {
    options.signal?.throwIfAborted();
    if (performance.now() - turn <= TURN) return;
    await breathe(options.signal);
    turn = performance.now();
  };
  const binned = await binnedOf(matrix, parameters.max_bin, crew, giveTurn);
  const before = options.booster ?? null;
  if (before !== null) checkContinues(setting, before);
  const baseScore = startScore(setting, before);
  const start = { margins: baseScore.map((score) => baseMargin(objective.name, score)), booster: before };
  const rules = growthRules(parameters, objective, matrix);
  const parts: { release(): void }[] = [];
  const held = <Part extends { release(): void }>(part: Part): Part => {
    parts.push(part);
    return part;
  };
  try {
    const rows = held(new TrainingRows(heap, matrix, label, objective.outputs, start));
    const gradients = held(new GradientPass(heap, crew, rows, objective, parameters.scale_pos_weight));
    const grower = held(new TreeGrower(heap, crew, binned, rules));
    const evaluations = held(new Evaluations(setting, options.evals ?? {}, start, binned.mostCategories, rows));
    const stopping = earlyStopping(options, evaluations);
    const grown: GrownTrees = { trees: [], outputs: [] };
    const first = before?.iterations ?? 0;
    const rounds = first + (options.rounds ?? USUAL_ROUNDS);
    for (let round = first; round < rounds; round += 1) {
      await growRound(setting, round, rows, gradients, grower, grown, evaluations, giveTurn);
      const scores = evaluations.score();
      for (const [set, found] of Object.entries(scores)) record.metrics(found, { step: round, set });
      let ended = stopping?.shouldStop(round, evaluations.decisive(scores)) ?? false;
      if (stopping?.best?.round === round) record.best(round);
      for (const callback of options.callbacks ?? []) {
        ended = (await callback({ round, rounds, scores })) === true || ended;
      }
      if (ended) break;
    }
    const booster = makeBooster(setting, before, baseScore, grown, stopping?.best ?? null);
    record.trained(booster);
    return { booster, history: evaluations.history };
  } finally {
    for (const part of parts) part.release();
  }
}

/** Throws unless trees for this objective and these rows may follow those of a booster. */
function checkContinues({ objective, matrix }: Setting, { model, outputs }: Booster): void {
  checkColumns('The booster', matrix.features, model.numFeature);
  if (model.objective.name === objective.name && outputs === objective.outputs) return;
  const kind = (name: string, count: number) => `${name}${count > 1 ? ` of ${count} classes` : ''}`;
  throw new EiderError({
    code: 'parameter_invalid',
    message: `The booster to train on was trained for ${kind(model.objective.name, outputs)}, and is now to learn ${kind(objective.name, objective.outputs)}.`,
    remedy: 'Give the objective that it was trained with.',
  });
}

/** The base score of each output: that of the booster that is trained on, or the given one, or an estimate. */
function startScore({ parameters, objective, matrix, label }: Setting, before: Booster | null): Float32Array {
  const given = before?.model.baseScore ?? (parameters.base_score === undefined ? null : [parameters.base_score]);
  if (given === null) return objective.estimate(label, matrix.weight);
  return Float32Array.from({ length: objective.outputs }, (_, output) => given[output] ?? given[0] ?? 0);
}

interface GrownTrees {
  readonly trees: RegressionTree[];
  readonly outputs: number[];
}

/** Grows the trees of one round: for each output one, or several that share its learning rate. */
async function growRound(
  { parameters, objective, matrix }: Setting,
  round: number,
  rows: TrainingRows,
  gradients: GradientPass,
  grower: TreeGrower,
  { trees, outputs }: GrownTrees,
  evaluations: Evaluations,
  giveTurn: () => Promise<void>,
): Promise<void> {
  const random = createRandom(parameters.seed, round);
  const grown: { readonly tree: RegressionTree; readonly output: number }[] = [];
  const target = parameters.num_parallel_tree > 1 ? rows.marginsAside() : rows.margins;
  for (let parallel = 0; parallel < parameters.num_parallel_tree; parallel += 1) {
    const ofTree = random.fork(parallel);
    const sums = gradients.run({ share: parameters.subsample, seed: ofTree.integer(2 ** 32) | 0 });
    for (const [output, sum] of sums.entries()) {
      await giveTurn();
      const tree = grower.grow(rows.gradients + output * matrix.rows * 8, sum, ofTree.fork(output));
      grower.addTo(target + output * 4, objective.outputs * 4);
      grown.push({ tree, output });
    }
  }
  if (parameters.num_parallel_tree > 1) rows.takeMargins(target);
  // the trees of an output stand together, as in XGBoost's models
  grown.sort((a, b) => a.output - b.output);
  for (const { tree, output } of grown) {
    trees.push(tree);
    outputs.push(output);
    evaluations.add(tree, output);
  }
}

function labelOf(matrix: DMatrix): Float32Array {
  const { label, rows, columns } = matrix;
  if (rows === 0 || columns === 0) {
    throw new EiderError({
      code: 'matrix_empty',
      message: `The booster was given ${rows} rows of ${columns} features, which is nothing to learn from.`,
      remedy: 'Look at the output of the block above: a filter or a fold may have left no rows.',
    });
  }
  if (label !== null) return label;
  throw new EiderError({
    code: 'label_missing',
    message: 'The booster was given rows without a label.',
    remedy: 'Make them with new DMatrix(features, { label }).',
  });
}

function threadsFor(parameters: BoostParameters, { features, rows, columns }: DMatrix): number {
  if (parameters.nthread > 0) return parameters.nthread;
  const values = features.kind === 'sparse' ? storedValues(features) : rows * columns;
  return values < MANY_VALUES ? 1 : availableParallelism();
}

function earlyStopping({ earlyStoppingRounds }: TrainOptions, evaluations: Evaluations): EarlyStopping | null {
  if (earlyStoppingRounds === undefined) return null;
  const metric = evaluations.decisiveMetric;
  if (metric !== null) return new EarlyStopping(earlyStoppingRounds, metric.maximize);
  throw new EiderError({
    code: 'parameter_invalid',
    message: 'Training is to end early, but there are no rows to evaluate on.',
    remedy: 'Give some as evals: { validation: new DMatrix(features, { label }) }.',
  });
}

function growthRules(parameters: BoostParameters, objective: Objective, matrix: DMatrix): GrowthRules {
  return {
    eta: parameters.eta / parameters.num_parallel_tree,
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

/** Weights of all trees when those of the booster before have some, as DART's have: new ones count whole. */
function weightsOf(before: Booster | null, count: number): Float32Array | null {
  const earlier = before?.model.treeWeights ?? null;
  return earlier === null ? null : Float32Array.of(...earlier, ...new Float32Array(count).fill(1));
}

function makeBooster(
  { parameters, objective, matrix }: Setting,
  before: Booster | null,
  baseScore: Float32Array,
  { trees, outputs }: GrownTrees,
  best: EarlyStopping['best'],
): Booster {
  const all = [...(before?.model.trees ?? []), ...trees];
  const ofIteration = objective.outputs * parameters.num_parallel_tree;
  const earlier = before?.model.iterationStarts ?? Int32Array.of(0);
  const starts = [...earlier];
  for (let end = (earlier.at(-1) ?? 0) + ofIteration; end <= all.length; end += ofIteration) starts.push(end);
  return new Booster({
    trees: all,
    treeOutputs: Int32Array.from([...(before?.model.treeOutputs ?? []), ...outputs]),
    iterationStarts: Int32Array.from(starts),
    numParallelTree: parameters.num_parallel_tree,
    treeWeights: weightsOf(before, trees.length),
    objective: modelObjective(objective.name, objective.modelParameters),
    baseScore,
    boostFromAverage: before?.model.boostFromAverage ?? parameters.base_score === undefined,
    numFeature: matrix.columns,
    numClass: objective.outputs > 1 ? objective.outputs : 0,
    numTarget: 1,
    featureNames: matrix.featureNames,
    featureTypes: matrix.featureTypes,
    categories: before?.model.categories ?? null,
    attributes: best === null ? {} : { best_iteration: String(best.round), best_score: String(best.score) },
    version: null,
  });
}

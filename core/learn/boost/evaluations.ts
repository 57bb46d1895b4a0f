import { EiderError } from '../../errors';
import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import type { DMatrix } from './dmatrix';
import { EvaluatedRows } from './evaluated-rows';
import { evaluationMetric, type EvaluationMetric } from './evaluation-metric';
import { predictionsOf } from './link';
import type { Objective } from './objectives';
import type { BoostParameters } from './parameters';
import type { Scores } from './scores';
import { startMargins, type Start, type TrainingRows } from './training-rows';
import type { RegressionTree } from './tree';

interface Setting {
  readonly parameters: BoostParameters;
  readonly objective: Objective;
  readonly matrix: DMatrix;
  readonly heap: Heap;
  readonly crew: Crew;
}

interface EvaluationSet {
  readonly name: string;
  readonly labels: Float32Array;
  readonly weights: Float32Array | null;
  /** null for the rows that are trained on. */
  readonly rows: EvaluatedRows | null;
}

/** The rows and metrics that a training is evaluated by, and the scores so far. */
export class Evaluations {
  readonly #sets: readonly EvaluationSet[];
  readonly #metrics: readonly EvaluationMetric[];
  readonly #objective: Objective;
  readonly #training: TrainingRows;
  readonly #history: Record<string, Record<string, number[]>> = {};

  constructor(
    setting: Setting,
    evals: Readonly<Record<string, DMatrix>>,
    start: Start,
    categories: number,
    training: TrainingRows,
  ) {
    const { parameters, objective } = setting;
    const asked = parameters.eval_metric ?? objective.metric;
    this.#objective = objective;
    this.#training = training;
    this.#metrics = (typeof asked === 'string' ? [asked] : asked).map((name) =>
      evaluationMetric(name, parameters.huber_slope),
    );
    // all are checked before any takes memory
    const checked = Object.entries(evals).map(([name, matrix]) => checkedSet(name, matrix, setting, start));
    this.#sets = checked.map(({ name, matrix, labels, margins }) => ({
      name,
      labels,
      weights: matrix.weight,
      rows:
        margins === null
          ? null
          : new EvaluatedRows(setting.heap, setting.crew, matrix, margins, objective.outputs, categories),
    }));
  }

  get history(): Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> {
    return this.#history;
  }

  /** The metric that decides on an early end: the last one, on the last rows. Null without rows. */
  get decisiveMetric(): EvaluationMetric | null {
    return this.#sets.length === 0 ? null : (this.#metrics.at(-1) ?? null);
  }

  decisive(scores: Scores): number {
    return scores[this.#sets.at(-1)?.name ?? '']?.[this.#metrics.at(-1)?.name ?? ''] ?? NaN;
  }

  release(): void {
    for (const { rows } of this.#sets) rows?.release();
  }

  add(tree: RegressionTree, output: number): void {
    for (const { rows } of this.#sets) rows?.add(tree, output);
  }

  /** Scores after the trees so far; they are added to the history. */
  score(): Scores {
    const scores: Record<string, Record<string, number>> = {};
    const { name: objective, outputs } = this.#objective;
    for (const { name, labels, weights, rows } of this.#sets) {
      const margins = (rows?.margins ?? this.#training.marginsView).slice();
      const predictions = predictionsOf(objective, margins, outputs);
      const found: Record<string, number> = {};
      for (const metric of this.#metrics) {
        const score = metric.score({ predictions, outputs, labels, weights });
        found[metric.name] = score;
        ((this.#history[name] ??= {})[metric.name] ??= []).push(score);
      }
      scores[name] = found;
    }
    return scores;
  }
}

interface CheckedSet {
  readonly name: string;
  readonly matrix: DMatrix;
  readonly labels: Float32Array;
  /** null for the rows that are trained on. */
  readonly margins: Float32Array | null;
}

function checkedSet(
  name: string,
  evaluated: DMatrix,
  { matrix, objective }: Pick<Setting, 'matrix' | 'objective'>,
  start: Start,
): CheckedSet {
  const { label: labels, columns } = evaluated;
  if (labels === null || columns !== matrix.columns || evaluated.rows === 0) {
    throw new EiderError({
      code: labels === null ? 'label_missing' : evaluated.rows === 0 ? 'matrix_empty' : 'features_mismatch',
      message:
        labels === null
          ? `The rows of evals.${name} have no label.`
          : evaluated.rows === 0
            ? `There are no rows in evals.${name}.`
            : `The rows of evals.${name} have ${columns} features, those of the training ${matrix.columns}.`,
      remedy: 'Make them with new DMatrix(features, { label }), encoded as the training rows were.',
    });
  }
  const margins = evaluated === matrix ? null : startMargins(evaluated, objective.outputs, start);
  return { name, matrix: evaluated, labels, margins };
}

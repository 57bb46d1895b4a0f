import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EiderError } from '../../errors';
import { sparseMatrix } from '../encode/csr';
import { takeRows, type DenseMatrix, type FeatureMatrix } from '../matrix';
import { Booster } from './booster';
import type { BoosterParameters } from './booster-parameters';
import { DMatrix } from './dmatrix';
import { evaluationMetric } from './evaluation-metric';
import { OBJECTIVES } from './parameters';
import { heapOf } from './prepared';
import { dataSet, uniform, type DataSet } from './test-support';
import { train, type RoundReport } from './train';

// as JavaScript, which needs no build; determinism.integration.test.ts holds both forms against each other
beforeEach(() => vi.stubEnv('EIDER_KERNELS', 'plain'));
afterEach(() => vi.unstubAllEnvs());

const dense = (rows: readonly (readonly number[])[]): DenseMatrix => ({
  kind: 'dense',
  shape: [rows.length, rows[0]?.length ?? 0],
  data: Float64Array.from(rows.flat()),
});

const parametersOf = (objective: (typeof OBJECTIVES)[number]): BoosterParameters =>
  objective === 'multi:softprob' ? { objective, num_class: 4 } : { objective };

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => 'nothing was thrown',
    (thrown: unknown) => thrown,
  );
  return error instanceof EiderError ? error.problem.code : String(error);
};

describe('a trained booster', () => {
  const sets: readonly DataSet[] = ['rounded with holes', 'sparse grid', 'words', 'many categories'];

  it.each(OBJECTIVES)('of %s predicts the same when stored and loaded', async (objective) => {
    const matrix = dataSet('numbers with holes', objective, 0, 300, { weighted: true });
    const { booster } = await train(parametersOf(objective), matrix, { rounds: 4 });
    const loaded = Booster.load(booster.toText());
    expect(loaded.predict(matrix.features)).toEqual(booster.predict(matrix.features));
    expect(Booster.load(booster.toUBJSON()).toText()).toBe(booster.toText());
  });

  it.each(sets)('was evaluated as it predicts, while it was trained: %s', async (name) => {
    for (const objective of OBJECTIVES) {
      const evals = {
        training: dataSet(name, objective, 0, 250, { weighted: true }),
        other: dataSet(name, objective, 250, 150),
      };
      const eval_metric = objective === 'multi:softprob' ? ['merror', 'mlogloss'] : ['mae', 'rmse'];
      const parameters = { ...parametersOf(objective), eval_metric, max_depth: 4, seed: 3, subsample: 0.8 };
      const { booster, history } = await train(parameters, evals.training, { rounds: 5, evals });
      for (const [of, { features, label, weight }] of Object.entries(evals)) {
        for (const metric of eval_metric) {
          const scores = [1, 2, 3, 4, 5].map((end) =>
            evaluationMetric(metric).score({
              predictions: booster.predict(features, { iterationRange: [0, end] }),
              outputs: booster.outputs,
              labels: label ?? new Float32Array(),
              weights: weight,
            }),
          );
          expect(history[of]?.[metric]).toEqual(scores);
        }
      }
    }
  });

  it.each([
    ['squared errors', 'rounded with holes', { max_depth: 5 }],
    ['categories', 'many categories', { max_depth: 4 }],
    ['sparse rows', 'words', { max_depth: 4 }],
    ['classes', 'grid with holes', { objective: 'multi:softprob', num_class: 4 }],
    ['absolute errors', 'grid', { objective: 'reg:absoluteerror' }],
    ['counts', 'grid', { objective: 'count:poisson' }],
    ['a forest', 'grid', { num_parallel_tree: 2, colsample_bynode: 0.5, subsample: 0.5 }],
  ] as const)('is the same after training on as after training at once, with %s', async (_, name, parameters) => {
    const matrix = dataSet(name, 'objective' in parameters ? parameters.objective : '', 0, 300);
    const { booster: whole } = await train(parameters, matrix, { rounds: 6 });
    const { booster: first } = await train(parameters, matrix, { rounds: 2 });
    const { booster: second } = await train(parameters, matrix, { rounds: 4, booster: first });
    expect(second.iterations).toBe(6);
    expect(second.slice(0, 2).toText()).toBe(first.toText());
    expect(second.toText()).toBe(whole.toText());
    const reloaded = Booster.load(first.toText());
    const { booster: third } = await train(parameters, matrix, { rounds: 4, booster: reloaded });
    expect(third.predict(matrix.features)).toEqual(whole.predict(matrix.features));
  });

  it('keeps predictions in the order that constraints ask for', async () => {
    const matrix = dataSet('numbers', '', 0, 600);
    for (const grow_policy of ['depthwise', 'lossguide'] as const) {
      const { booster } = await train(
        { monotone_constraints: { f0: 1, f3: -1 }, max_depth: 7, eta: 0.5, grow_policy },
        new DMatrix(matrix.features, {
          label: matrix.label ?? [],
          featureNames: ['f0', 'f1', 'f2', 'f3', 'f4', 'f5'],
        }),
        { rounds: 8 },
      );
      for (let row = 0; row < 50; row += 1) {
        const others = Array.from({ length: 6 }, (_, column) => uniform(row, 300 + column));
        const along = (column: number, steps: number) =>
          dense(Array.from({ length: steps }, (_, at) => others.map((value, c) => (c === column ? at / 3 : value))));
        const rising = booster.predict(along(0, 31));
        expect(rising).toEqual(rising.slice().sort());
        const falling = booster.predict(along(3, 61));
        expect(falling).toEqual(falling.slice().sort().reverse());
      }
      expect(booster.importance().get('f0')).toBeGreaterThan(0);
    }
  });
});

describe('training starts', () => {
  it('from margins of the rows instead of the base score', async () => {
    const { features, label } = dataSet('grid', '', 0, 200);
    const baseMargin = Float32Array.from(label ?? [], (value) => value - 1);
    const matrix = new DMatrix(features, { label: label ?? [], baseMargin });
    const { booster, history } = await train({ lambda: 0, eta: 1, max_depth: 2 }, matrix, {
      rounds: 1,
      evals: { training: matrix },
    });
    expect(history['training']?.['rmse']?.[0]).toBeLessThan(1e-6);
    expect(booster.predict(features, { baseMargin })[7]).toBeCloseTo(label?.[7] ?? NaN, 5);
  });

  it('only from as many margins as there are rows and classes', async () => {
    const { features, label } = dataSet('grid', 'multi:softprob', 0, 100);
    const matrix = new DMatrix(features, { label: label ?? [], baseMargin: new Float32Array(100) });
    expect(await codeOf(train(parametersOf('multi:softprob'), matrix))).toBe('length_mismatch');
  });

  it('from a booster of the same kind only', async () => {
    const classes = dataSet('grid', 'multi:softprob', 0, 100);
    const numbers = dataSet('grid', '', 0, 100);
    const other = dataSet('rounded', '', 0, 100);
    const { booster } = await train(parametersOf('multi:softprob'), classes);
    expect(await codeOf(train({}, numbers, { booster }))).toBe('parameter_invalid');
    const { booster: regression } = await train({}, numbers);
    expect(await codeOf(train(parametersOf('multi:softprob'), classes, { booster: regression }))).toBe(
      'parameter_invalid',
    );
    expect(await codeOf(train({}, other, { booster: regression }))).toBe('features_mismatch');
  });
});

describe('training ends', () => {
  const matrix = () => dataSet('numbers', '', 0, 400);
  const validation = () => dataSet('numbers', '', 400, 200);

  it('early, and remembers its best round', async () => {
    const evals = { training: matrix(), validation: validation() };
    const { booster, history } = await train({ max_depth: 8, eta: 0.8 }, matrix(), {
      rounds: 200,
      evals,
      earlyStoppingRounds: 4,
    });
    const scores = history['validation']?.['rmse'] ?? [];
    const best = scores.indexOf(Math.min(...scores));
    expect(scores.length).toBeLessThan(200);
    expect(best).toBe(scores.length - 5);
    expect(booster.bestIteration).toBe(best);
    expect(booster.bestScore).toBe(scores[best]);
    expect(Booster.load(booster.toText()).bestIteration).toBe(best);
    expect(booster.iterations).toBe(scores.length);
  });

  it('early by the last of several metrics, and with the most where more is better', async () => {
    const flags = (first: number) => dataSet('numbers', 'binary:logistic', first, 300);
    const { history, booster } = await train(
      { objective: 'binary:logistic', eval_metric: ['logloss', 'auc'], eta: 0.7 },
      flags(0),
      { rounds: 100, evals: { validation: flags(300) }, earlyStoppingRounds: 3 },
    );
    const scores = history['validation']?.['auc'] ?? [];
    expect(booster.bestIteration).toBe(scores.indexOf(Math.max(...scores)));
    expect(scores).toHaveLength((booster.bestIteration ?? 0) + 4);
    expect(history['validation']?.['logloss']).toHaveLength(scores.length);
  });

  it('not early without rows to evaluate on', async () => {
    expect(await codeOf(train({}, matrix(), { earlyStoppingRounds: 3 }))).toBe('parameter_invalid');
  });

  it('when a callback says so, after all were told', async () => {
    const reports: RoundReport[] = [];
    const { booster } = await train({}, matrix(), {
      rounds: 50,
      evals: { validation: validation() },
      callbacks: [async ({ round }) => Promise.resolve(round === 4), (report) => void reports.push(report)],
    });
    expect(booster.iterations).toBe(5);
    expect(reports.map(({ round, rounds }) => [round, rounds])).toEqual([0, 1, 2, 3, 4].map((round) => [round, 50]));
    expect(reports.every(({ scores }) => (scores['validation']?.['rmse'] ?? NaN) > 0)).toBe(true);
  });

  it('with the reason of its signal, before the next round', async () => {
    const controller = new AbortController();
    const rounds: number[] = [];
    const reason = new Error('enough');
    const training = train({}, matrix(), {
      rounds: 100_000,
      signal: controller.signal,
      callbacks: [
        ({ round }) => {
          rounds.push(round);
          if (round === 3) controller.abort(reason);
        },
      ],
    });
    await expect(training).rejects.toBe(reason);
    expect(rounds).toEqual([0, 1, 2, 3]);
    await expect(train({}, matrix(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('within a round, however many trees that has', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const labels = Float32Array.from({ length: 400 }, (_, row) => row % 200);
    const many = new DMatrix(matrix().features, { label: labels });
    setTimeout(() => controller.abort(reason), 1);
    let rounds = 0;
    const training = train({ objective: 'multi:softprob', num_class: 200 }, many, {
      rounds: 2,
      signal: controller.signal,
      callbacks: [() => void (rounds += 1)],
    });
    await expect(training).rejects.toBe(reason);
    expect(rounds).toBe(0);
  });

  it('and gives back its memory, also when it fails', async () => {
    const training = matrix();
    await train({}, training, { rounds: 2 });
    const held = heapOf(training).used;
    const { booster } = await train({ subsample: 0.5, colsample_bynode: 0.5 }, training, {
      rounds: 2,
      evals: { training, validation: validation() },
    });
    expect(heapOf(training).used).toBe(held);
    await train({}, training, { rounds: 1, booster, callbacks: [() => Promise.reject(new Error('oh'))] }).catch(
      () => 0,
    );
    expect(heapOf(training).used).toBe(held);
    const other = dataSet('grid', '', 0, 50);
    expect(await codeOf(train({}, training, { evals: { other } }))).toBe('features_mismatch');
    expect(await codeOf(train({}, training, { evals: { none: new DMatrix(training.features) } }))).toBe(
      'label_missing',
    );
    expect(await codeOf(train({ eval_metric: 'rmsee' }, training))).toBe('parameter_invalid');
    expect(await codeOf(train({ monotone_constraints: [1] }, training))).toBe('parameter_invalid');
    expect(heapOf(training).used).toBe(held);
  });
});

describe('training takes', () => {
  const scoresOf = async (features: FeatureMatrix, label: readonly number[], parameters: BoosterParameters = {}) => {
    const matrix = new DMatrix(features, { label });
    const { booster, history } = await train(parameters, matrix, { rounds: 3, evals: { training: matrix } });
    const predicted = booster.predict(features);
    expect(predicted.every((value) => Number.isFinite(value))).toBe(true);
    expect(Booster.load(booster.toText()).predict(features)).toEqual(predicted);
    const scores = Object.values(history['training'] ?? {})[0] ?? [];
    return { booster, predicted: [...predicted], scores, last: scores.at(-1) ?? NaN };
  };
  const depths = (booster: Booster) => booster.model.trees.map(({ leftChildren }) => leftChildren.length);

  it('a single row', async () => {
    for (const objective of OBJECTIVES) {
      const { booster } = await scoresOf(dense([[1, NaN]]), [1], parametersOf(objective));
      expect(depths(booster).every((nodes) => nodes === 1)).toBe(true);
    }
  });

  it('a single column, and one that never changes or is always missing', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => row % 7);
    const alone = await scoresOf(dense(rows.map((value) => [value])), rows);
    const amid = await scoresOf(dense(rows.map((value) => [3, value, NaN])), rows);
    expect(alone.predicted).toEqual(amid.predicted);
    expect(amid.booster.importance().size).toBe(1);
    const nothing = await scoresOf(dense(rows.map(() => [3, NaN])), rows);
    expect(new Set(nothing.predicted).size).toBe(1);
  });

  it.each(OBJECTIVES)('labels that are all equal, with %s', async (objective) => {
    const features = dataSet('grid', '', 0, 60).features;
    const { predicted } = await scoresOf(features, new Array<number>(60).fill(1), parametersOf(objective));
    if (objective === 'multi:softprob')
      for (let row = 0; row < 60; row += 1) expect(predicted[row * 4 + 1]).toBeGreaterThan(0.99);
    else for (const value of predicted) expect(value).toBeCloseTo(1, 4);
  });

  it('missing values that tell something', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => [row % 3 === 0 ? NaN : row % 5]);
    const { predicted, last } = await scoresOf(
      dense(rows),
      rows.map(([value]) => (Number.isNaN(value) ? 5 : 0)),
      {
        eta: 1,
        lambda: 0,
      },
    );
    expect(last).toBeLessThan(1e-5);
    expect(predicted[0]).toBeCloseTo(5, 4);
  });

  it('no infinite values, and none that a 32-bit float cannot hold', async () => {
    for (const value of [Infinity, -Infinity, 1e39, -4e38]) {
      const sparse = sparseMatrix({
        rows: 2,
        columns: 1,
        indptr: Int32Array.of(0, 1, 2),
        indices: Int32Array.of(0, 0),
        values: Float64Array.of(1, value),
        featureNames: null,
      });
      for (const features of [dense([[1], [value]]), sparse]) {
        const making = async () => train({}, new DMatrix(features, { label: [1, 2] }));
        expect(await codeOf(making())).toBe('features_invalid');
      }
    }
  });

  it('values of any size up to there', async () => {
    const values = [-3.4e38, -1e30, -1e-40, 0, 1e-45, 1e-30, 1, 16777216, 1e30, 3.4e38];
    const label = values.map((_, at) => (at * 7) % 10);
    const options = { lambda: 0, eta: 1, min_child_weight: 0 };
    const { last } = await scoresOf(dense(values.map((value) => [value])), label, options);
    expect(last).toBeLessThan(1e-5);
    const withMissing = [...values, NaN];
    const { last: then } = await scoresOf(dense(withMissing.map((value) => [value])), [...label, 20], options);
    expect(then).toBeLessThan(1e-5);
  });

  it('negative zero as zero', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => (row % 2 === 0 ? 0 : -0));
    const { booster } = await scoresOf(
      dense(rows.map((value) => [value])),
      rows.map((_, row) => row % 2),
    );
    expect(depths(booster)).toEqual([1, 1, 1]);
  });

  it.each([256, 257, 1000])('more values than a byte tells apart, with %i bins', async (max_bin) => {
    const rows = Array.from({ length: 1200 }, (_, row) => [row % 300, row % 5 === 0 ? NaN : row % 299]);
    const label = rows.map(([value = 0]) => (value * 7919) % 300);
    const options = { max_bin, max_depth: 0, lambda: 0, eta: 1, min_child_weight: 0 };
    const { last } = await scoresOf(dense(rows), label, options);
    if (max_bin > 299) expect(last).toBeLessThan(1e-3);
    else expect(last).toBeGreaterThan(0.1);
  });

  it('a column of many categories', async () => {
    const count = 700;
    const features = dense(Array.from({ length: 3 * count }, (_, row) => [row % count]));
    const label = Array.from({ length: 3 * count }, (_, row) => ((row % count) * 7919) % 2);
    const matrix = new DMatrix(features, { label, featureTypes: ['c'] });
    const { history } = await train({ max_cat_threshold: 1000, lambda: 0, eta: 1 }, matrix, {
      rounds: 1,
      evals: { training: matrix },
    });
    expect(history['training']?.['rmse']).toEqual([0]);
  });

  it('no categories that are none', async () => {
    for (const value of [-1, 0.5, 70_000]) {
      const matrix = new DMatrix(dense([[0], [value]]), { label: [0, 1], featureTypes: ['c'] });
      expect(await codeOf(train({}, matrix))).toBe('features_invalid');
    }
  });

  it('weights of any size, of which those of 0 leave rows out', async () => {
    const { features, label } = dataSet('grid', '', 0, 120);
    const half = takeRows(
      features,
      Array.from({ length: 60 }, (_, row) => row),
    );
    const labels = [...(label ?? [])];
    for (const size of [0.01, 1, 1e20]) {
      const scale = { lambda: 0, min_child_weight: 0, max_depth: 3 };
      const weight = labels.map((_, row) => (row < 60 ? size : 0));
      const { booster } = await train(scale, new DMatrix(features, { label: labels, weight }), { rounds: 3 });
      const { booster: alone } = await train(scale, new DMatrix(half, { label: labels.slice(0, 60) }), { rounds: 3 });
      const [predicted, expected] = [booster.predict(half), alone.predict(half)];
      for (const [row, value] of predicted.entries()) expect(value).toBeCloseTo(expected[row] ?? NaN, 3);
    }
    for (const other of [1e-30, 1e30]) {
      const weight = labels.map((_, row) => (row % 2 === 0 ? 1e-30 : other));
      const { booster } = await train({}, new DMatrix(features, { label: labels, weight }), { rounds: 3 });
      expect(booster.predict(features).every((value) => Number.isFinite(value))).toBe(true);
    }
    expect(() => new DMatrix(features, { label: labels, weight: labels.map(() => 1e39) })).toThrow('Infinity');
  });

  it('labels of any size', async () => {
    const features = dataSet('grid', '', 0, 80).features;
    for (const size of [1e-30, 1e30]) {
      const label = Array.from({ length: 80 }, (_, row) => (row % 9) * size);
      for (const objective of ['reg:squarederror', 'reg:absoluteerror', 'reg:pseudohubererror'] as const) {
        await scoresOf(features, label, { objective });
      }
    }
  });

  it('only labels that the objective can have', async () => {
    const features = dense([[1], [2]]);
    const wrong: readonly (readonly [(typeof OBJECTIVES)[number], readonly number[]])[] = [
      ['reg:squarederror', [1, NaN]],
      ['reg:squarederror', [1, Infinity]],
      ['binary:logistic', [0, 1.5]],
      ['binary:logistic', [0, -1]],
      ['count:poisson', [1, -1]],
      ['multi:softprob', [0, 4]],
      ['multi:softprob', [0, 1.5]],
      ['multi:softprob', [0, -1]],
    ];
    for (const [objective, label] of wrong) {
      expect(await codeOf(train(parametersOf(objective), new DMatrix(features, { label })))).toBe('target_invalid');
    }
    expect(await codeOf(train({}, new DMatrix(features)))).toBe('label_missing');
    expect(await codeOf(train({}, new DMatrix(dense([]), { label: [] })))).toBe('matrix_empty');
  });

  it('whatever small matrix it is given, and never gets worse on it', async () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.constant(NaN),
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
    );
    const matrices = fc.integer({ min: 1, max: 4 }).chain((columns) =>
      fc.array(fc.tuple(fc.array(value, { minLength: columns, maxLength: columns }), fc.integer({ min: -9, max: 9 })), {
        minLength: 1,
        maxLength: 40,
      }),
    );
    await fc.assert(
      fc.asyncProperty(matrices, fc.boolean(), async (rows, lossguide) => {
        const parameters: BoosterParameters = {
          lambda: 0,
          min_child_weight: 0,
          max_depth: 0,
          grow_policy: lossguide ? 'lossguide' : 'depthwise',
        };
        const features = dense(rows.map(([values]) => values));
        const { scores } = await scoresOf(
          features,
          rows.map(([, of]) => of),
          parameters,
        );
        for (const [round, score] of scores.entries()) {
          expect(score).toBeLessThanOrEqual((scores[round - 1] ?? Infinity) + 1e-5);
        }
      }),
      { numRuns: 60 },
    );
  });
});

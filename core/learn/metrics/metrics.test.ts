import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { EiderError } from '../../errors';
import type { DenseMatrix } from '../matrix';
import { maxError, meanAbsoluteError, meanAbsolutePercentageError, medianAbsoluteError } from './absolute-error';
import { accuracyScore, balancedAccuracyScore } from './accuracy-score';
import { brierScoreLoss } from './brier-score-loss';
import { classificationReport, classificationReportText } from './classification-report';
import { cohenKappaScore } from './cohen-kappa-score';
import { confusionMatrix } from './confusion-matrix';
import { logLoss } from './log-loss';
import { matthewsCorrcoef } from './matthews-corrcoef';
import { meanPinballLoss } from './pinball-loss';
import { meanPoissonDeviance } from './poisson-deviance';
import { f1Score, fbetaScore, precisionRecallFscoreSupport, precisionScore, recallScore } from './precision-recall';
import { averagePrecisionScore, precisionRecallCurve } from './precision-recall-curve';
import { explainedVarianceScore, r2Score } from './r2-score';
import { rocAucScore } from './roc-auc-score';
import { rocCurve } from './roc-curve';
import { meanSquaredError, meanSquaredLogError, rootMeanSquaredError, rootMeanSquaredLogError } from './squared-error';

const metrics = {
  accuracyScore,
  averagePrecisionScore,
  balancedAccuracyScore,
  brierScoreLoss,
  classificationReport: report,
  cohenKappaScore,
  confusionMatrix: (...of: Parameters<typeof confusionMatrix>) => rowsOf(confusionMatrix(...of)),
  explainedVarianceScore,
  f1Score,
  fbetaScore,
  logLoss,
  matthewsCorrcoef,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanPinballLoss,
  meanPoissonDeviance,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  precisionRecallCurve,
  precisionRecallFscoreSupport,
  precisionScore,
  r2Score,
  recallScore,
  rocAucScore,
  rocCurve,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
};

/** `digits` belongs to the text here and to the report in scikit-learn, which gives text. */
function report(
  yTrue: readonly number[],
  yPred: readonly number[],
  { digits = 2, ...of }: Parameters<typeof classificationReport>[2] & { digits?: number },
): string {
  return classificationReportText(classificationReport(yTrue, yPred, of), { digits });
}

function rowsOf({ shape: [rows = 0, columns = 0], data }: DenseMatrix): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from(data.slice(row * columns, (row + 1) * columns), Number));
}

const named = { nan: NaN, inf: Infinity, '-inf': -Infinity };
const number = v.union([
  v.number(),
  v.pipe(
    v.picklist(['nan', 'inf', '-inf']),
    v.transform((name) => named[name]),
  ),
]);
const numbers = v.array(number);
const fixtureSchema = v.object({
  cases: v.array(
    v.object({
      function: v.picklist(Object.keys(metrics)),
      title: v.string(),
      arguments: v.array(v.union([numbers, v.array(numbers)])),
      parameters: v.record(v.string(), v.unknown()),
      expected: v.union([number, v.array(numbers), v.string(), v.record(v.string(), numbers)]),
    }),
  ),
});
const fixtureFile = new URL('fixtures/metrics.json', import.meta.url);
const fixture = v.parse(fixtureSchema, JSON.parse(readFileSync(fixtureFile, 'utf8')));

function computed(of: (typeof fixture.cases)[number]): unknown {
  const given = of.arguments.map((argument) => (argument.every(Array.isArray) ? matrixOf(argument) : argument));
  const parameters = { ...of.parameters };
  if (parameters['zero_division'] === 'nan') parameters['zero_division'] = NaN;
  // SAFETY: the fixture's arguments are those of the function that it names.
  const metric = Object.entries(metrics).find(([name]) => name === of.function)?.[1] as (...of: unknown[]) => unknown;
  return of.function === 'maxError' ? metric(...given) : metric(...given, parameters);
}

function matrixOf(rows: readonly (readonly number[])[]): DenseMatrix {
  return { kind: 'dense', shape: [rows.length, rows[0]?.length ?? 0], data: Float64Array.from(rows.flat()) };
}

function expectNear(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number') {
    if (typeof actual !== 'number') throw new Error(`${path} is no number`);
    if (!Number.isFinite(expected)) expect(actual, path).toBe(expected);
    else
      expect(Math.abs(actual - expected), `${path}: ${actual}`).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(expected)));
    return;
  }
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) {
    expect(actual, path).toBe(expected);
    return;
  }
  if (Array.isArray(expected)) expect(actual, path).toHaveLength(expected.length);
  const found = new Map<string, unknown>(Object.entries(actual));
  for (const [key, value] of Object.entries(expected)) expectNear(found.get(key), value, `${path}.${key}`);
}

describe('every metric', () => {
  const names = [...new Set(fixture.cases.map((of) => of.function))];
  it.each(names)('gives the numbers of scikit-learn: %s', (name) => {
    for (const of of fixture.cases.filter((one) => one.function === name)) {
      const { sample_weight, ...shown } = of.parameters;
      expectNear(
        computed(of),
        of.expected,
        `${name} ${of.title} ${JSON.stringify(shown)}${sample_weight ? ' weighted' : ''}`,
      );
    }
  });

  it('is compared', () => {
    expect(new Set(names)).toEqual(new Set(Object.keys(metrics)));
  });
});

function failure(compute: () => unknown): string {
  try {
    compute();
  } catch (error) {
    if (error instanceof EiderError) return `${error.problem.code}: ${error.problem.message}`;
    throw error;
  }
  return 'none';
}

describe('what cannot be scored is refused', () => {
  it.each([
    ['target_invalid: meanSquaredError was given the target NaN in row 1.', [1, NaN], [1, 2]],
    ['prediction_invalid: meanSquaredError was given the prediction Infinity in row 0.', [1, 2], [Infinity, 2]],
    ['length_mismatch: meanSquaredError was given a target of 2 rows and predictions of 1.', [1, 2], [1]],
    ['metric_empty: meanSquaredError was given no rows.', [], []],
  ])('%s', (message, yTrue, yPred) => {
    expect(failure(() => meanSquaredError(yTrue, yPred))).toBe(message);
  });

  it('weights that are no weights', () => {
    const weighted = (weights: number[]) => failure(() => accuracyScore([0, 1], [0, 1], { sample_weight: weights }));
    expect(weighted([0, 0])).toContain('weights_invalid: accuracyScore was given sample weights that are all 0.');
    expect(weighted([1, -1])).toContain('weights_invalid: accuracyScore was given the sample weight -1 in row 1.');
    expect(weighted([1])).toContain('length_mismatch');
  });

  it('parameters that are none', () => {
    // @ts-expect-error -- a mistake that types catch, made in a block that nobody type-checked
    const mistyped = () => meanSquaredError([1], [1], { sampleWeight: [1] });
    expect(failure(mistyped)).toBe('parameter_unknown: meanSquaredError has no parameter sampleWeight.');
  });

  it('one class, where the metric compares two', () => {
    expect(failure(() => rocAucScore([1, 1], [0.1, 0.2]))).toContain('metric_undefined: rocAucScore has no value');
    expect(failure(() => rocCurve([0, 0], [0.1, 0.2]))).toContain('no row with weight is of the positive class');
    expect(failure(() => rocCurve([0, 1], [0.1, 0.2], { sample_weight: [0, 1] }))).toContain('of the negative class');
    expect(failure(() => averagePrecisionScore([0, 0], [0.1, 0.2]))).toContain('metric_undefined');
    expect(failure(() => logLoss([1, 1], [0.1, 0.2]))).toContain('metric_undefined');
    expect(failure(() => cohenKappaScore([1, 1], [1, 1]))).toContain('metric_undefined');
    expect(failure(() => r2Score([1], [1]))).toContain('metric_undefined: r2Score has no value: one row alone');
  });

  it('classes that do not fit', () => {
    expect(failure(() => f1Score([0, 1, 2], [0, 1, 2]))).toBe(
      'parameter_invalid: f1Score cannot take 1 as the positive class of 0, 1, 2 with average binary.',
    );
    expect(failure(() => rocCurve([3, 4], [0.1, 0.2]))).toContain(
      'cannot tell which class is the positive one of 3, 4',
    );
    expect(failure(() => rocAucScore([0, 1, 2], [0, 1, 2]))).toContain('there are 3 classes');
    expect(failure(() => confusionMatrix([0, 1], [0, 1], { labels: [7] }))).toContain('none of which occurs');
    expect(failure(() => classificationReport([0, 1], [0, 1], { target_names: ['no'] }))).toContain('1 names for 2');
  });

  it('numbers that are no probabilities, naming the row', () => {
    const certain = matrixOf([
      [0.5, 0.5, 0],
      [0.5, 0.4, 0],
      [0, 0, 1],
    ]);
    expect(failure(() => brierScoreLoss([0, 1], [0.5, 1.5]))).toContain('the prediction 1.5 in row 1');
    expect(failure(() => logLoss([0, 1], [0.5, -0.5]))).toContain('the prediction -0.5 in row 1');
    expect(failure(() => rocAucScore([0, 1, 2], certain, { multi_class: 'ovr' }))).toContain('add up to 0.9 in row 1');
    expect(failure(() => logLoss([0, 1], matrixOf([[0.5, NaN]])))).toContain('a target of 2 rows and predictions of 1');
    expect(
      failure(() =>
        logLoss(
          [0, 1],
          matrixOf([
            [0.5, 0.5],
            [0.5, NaN],
          ]),
        ),
      ),
    ).toContain('the prediction NaN in row 1');
    expect(
      failure(() =>
        logLoss(
          [0, 1, 2],
          matrixOf([
            [1, 0],
            [1, 0],
            [1, 0],
          ]),
        ),
      ),
    ).toContain('2 columns for 3 classes');
    expect(failure(() => meanPoissonDeviance([1], [0]))).toContain('the prediction 0 in row 0');
    expect(failure(() => meanSquaredLogError([-1], [0]))).toContain('the target -1 in row 0');
  });
});

describe('whatever the data', () => {
  const rows = fc.array(fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: 0, max: 5 }) }), {
    minLength: 2,
    maxLength: 30,
  });

  it('the area under the ROC curve is the share of pairs in the right order', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const [high, low] = [1, 0].map((label) => of.filter((row) => row.label === label)) as [typeof of, typeof of]; // SAFETY: two labels give two lists
        fc.pre(high.length > 0 && low.length > 0);
        const right = high.flatMap((one) => low.map((other) => (Math.sign(one.score - other.score) + 1) / 2));
        const area = rocAucScore(
          of.map((row) => row.label),
          of.map((row) => row.score),
        );
        expect(area).toBeCloseTo(right.reduce((sum, value) => sum + value, 0) / right.length, 12);
      }),
    );
  });

  it('a row of weight 2 counts as two rows', () => {
    const [yTrue, yPred] = [
      [1, 2, 2, 5],
      [1.5, 2, 0, 5.25],
    ];
    const twice = (values: readonly number[]) => [...values, values[2] ?? NaN];
    for (const metric of [meanSquaredError, meanAbsoluteError, medianAbsoluteError, r2Score, explainedVarianceScore]) {
      const weighted = metric(yTrue, yPred, { sample_weight: [1, 1, 2, 1] });
      expect(weighted, metric.name).toBeCloseTo(metric(twice(yTrue), twice(yPred)), 12);
    }
  });

  it('a million scores that all differ are ranked', () => {
    const scores = Float64Array.from({ length: 1_000_000 }, (_, row) => row / 1_000_000);
    const labels = Int32Array.from(scores, (_, row) => row % 2);
    expect(rocCurve(labels, scores, { drop_intermediate: false }).fpr).toHaveLength(1_000_001);
  });
});

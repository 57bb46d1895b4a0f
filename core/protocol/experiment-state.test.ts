import { expect, it } from 'vitest';
import { foldExperimentLine, type ExperimentState } from './experiment-state';
import { parseExperimentLine, type ExperimentLine } from './experiments';
import { recordedNumber } from './recorded-number';

const started: ExperimentLine = {
  type: 'started',
  time: '2025-03-01T09:00:00.000Z',
  version: 1,
  id: 'a',
  parent: null,
  experiment: 'fares',
  name: null,
  pipeline: 'demo',
  block: 'fit',
  child: null,
  run: 'r',
  estimator: 'Booster',
  parameters: { eta: 0.3, max_depth: 6 },
  given: ['eta'],
  tags: { by: 'ann' },
  data: null,
  seed: 0,
};
const metric = (step: number, value: number, set = 'validation'): ExperimentLine => ({
  type: 'metric',
  set,
  name: 'rmse',
  step,
  value: recordedNumber(value),
  seconds: step,
});
const ended: ExperimentLine = {
  type: 'ended',
  time: '2025-03-01T09:00:05.000Z',
  status: 'completed',
  seconds: 5,
  metrics: [{ set: 'validation', name: 'rmse', step: 1, value: 4 }],
  best: 1,
};

function fold(...lines: readonly ExperimentLine[]): ExperimentState | null {
  return lines.reduce<ExperimentState | null>(foldExperimentLine, null);
}

it('is unfinished, with the newest scores, until it has ended', () => {
  const state = fold(started, metric(0, 5), metric(0, 6, 'train'), metric(1, 4));
  expect(state).toMatchObject({ status: 'unfinished', endedAt: null, seconds: null });
  expect(state?.metrics).toEqual([
    { set: 'validation', name: 'rmse', step: 1, value: 4 },
    { set: 'train', name: 'rmse', step: 0, value: 6 },
  ]);
});

it('takes the scores that its end names, and adds those that come later', () => {
  const state = fold(started, metric(1, 4), metric(2, 5), ended, metric(0, 4.5, 'test'));
  expect(state).toMatchObject({ status: 'completed', seconds: 5, best: 1 });
  expect(state?.metrics.map(({ set, value }) => [set, value])).toEqual([
    ['validation', 4],
    ['test', 4.5],
  ]);
});

it('adds what is told later, key by key', () => {
  const told: ExperimentLine = { type: 'described', name: 'deep', parameters: { max_depth: 9 }, tags: { use: 'no' } };
  expect(fold(started, told)).toMatchObject({
    name: 'deep',
    parameters: { eta: 0.3, max_depth: 9 },
    given: ['eta', 'max_depth'],
    tags: { by: 'ann', use: 'no' },
  });
});

it('knows nothing of a record without a beginning', () => {
  expect(fold(metric(0, 1), ended)).toBeNull();
});

it('reads numbers that are not finite, and leaves out lines that are cut off', () => {
  expect([NaN, Infinity, -Infinity, 0.1].map(recordedNumber)).toEqual(['NaN', 'Infinity', '-Infinity', 0.1]);
  const line = JSON.stringify(metric(3, NaN));
  expect(parseExperimentLine(line)).toEqual(metric(3, NaN));
  expect(parseExperimentLine(line.slice(0, -5))).toBeNull();
});

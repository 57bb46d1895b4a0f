import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { MedianPruner } from './median-pruner';
import { minimize } from './minimize';
import { uniform } from './space';
import { readTrials, type Report, type TrialState } from './trial';

interface Fixture {
  readonly prunings: readonly {
    readonly options: ConstructorParameters<typeof MedianPruner>[0];
    readonly others: readonly {
      readonly state: TrialState;
      readonly value: number;
      readonly reports: readonly (readonly [number, number])[];
    }[];
    readonly says: readonly {
      readonly level: number;
      readonly step: number;
      readonly value: number | null;
      readonly prune: boolean;
    }[];
  }[];
}

// SAFETY: written by scripts/make-tune-fixture.py in this form
const fixture = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'hyperopt.json'), 'utf8'),
) as Fixture;

test.each(fixture.prunings)("says what Optuna's says with $options", ({ options, others, says }) => {
  const pruner = new MedianPruner(options);
  const ended = readTrials(
    others.map(({ state, value, reports }) => ({
      parameters: {},
      state,
      value,
      intermediate: reports.map(([step, reported]) => ({ step, value: reported })),
    })),
  );
  const reports = new Map<number, Report[]>();
  const found = says.map(({ level, step, value }) => {
    const ofTrial = [...(reports.get(level) ?? []), { step, value }];
    reports.set(level, ofTrial);
    return pruner.shouldPrune(ofTrial, ended);
  });
  expect(found).toEqual(says.map(({ prune }) => prune));
});

test('bad trials end early, are recorded as pruned with their reports, and good ones are not', async () => {
  let steps = 0;
  const { trials } = await minimize(
    ({ level }, trial) => {
      for (let step = 0; step < 10; step += 1) {
        steps += 1;
        trial.report(step, level + 1 / (step + 1));
        if (trial.shouldPrune()) trial.prune();
      }
      return level;
    },
    { level: uniform(0, 1) },
    { pruner: new MedianPruner(), algorithm: 'random', max_evaluations: 30 },
  );
  const pruned = trials.filter(({ state }) => state === 'pruned');
  expect(pruned.length).toBeGreaterThan(5);
  expect(steps).toBe(trials.reduce((sum, { intermediate }) => sum + intermediate.length, 0));
  for (const trial of pruned) {
    expect(trial.intermediate.length).toBeLessThan(10);
    expect(trial.value).toBe(trial.intermediate.at(-1)?.value);
  }
  const best = Math.min(...trials.map(({ parameters }) => parameters.level));
  expect(trials.find(({ parameters }) => parameters.level === best)?.state).toBe('complete');
});

test('a trial that reports only NaN is ended', async () => {
  const { trials } = await minimize(
    (_, trial) => {
      trial.report(0, trial.number === 6 ? NaN : 1);
      if (trial.shouldPrune()) trial.prune();
      return 1;
    },
    { x: uniform(0, 1) },
    { pruner: new MedianPruner(), max_evaluations: 8 },
  );
  expect(trials.map(({ state }) => state).indexOf('pruned')).toBe(6);
  expect(trials[6]).toMatchObject({ value: null, intermediate: [{ step: 0, value: null }] });
});

test('a mistyped parameter of the pruner is refused', () => {
  expect(() => new MedianPruner({ n_startup_trials: -1 })).toThrow('n_startup_trials of MedianPruner is -1.');
});

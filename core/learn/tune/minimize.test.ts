import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRandom } from '../random';
import { MedianPruner } from './median-pruner';
import { minimize, type MinimizeOptions } from './minimize';
import { choice, loguniform, quniform, uniform, type Sampled } from './space';
import { suggest } from './suggest';
import type { Trial, TrialRecord } from './trial';

const space = {
  alpha: uniform(0, 1),
  model: choice([{ depth: quniform(1, 20, 1) }, { C: loguniform(-5, 5) }]),
};
type Parameters = Sampled<typeof space>;

function loss({ alpha, model }: Parameters): number {
  return (alpha - 0.3) ** 2 + ('depth' in model ? (model.depth / 20 - 0.4) ** 2 : 0.1 + Math.log(model.C) ** 2);
}

/** Reports on its way, fails now and then, and prunes. */
function eventful(parameters: Parameters, trial: Trial): number {
  if (trial.number % 7 === 3) throw new Error('out of luck');
  for (let step = 0; step < 4; step += 1) {
    trial.report(step, loss(parameters) + 1 / (step + 1));
    if (trial.shouldPrune()) trial.prune();
  }
  return loss(parameters);
}

/** What does not depend on the clock. */
function timeless(trials: readonly TrialRecord[]): unknown[] {
  return trials.map(({ started: _started, seconds: _seconds, ...rest }) => rest);
}

const pruned = { pruner: new MedianPruner({ n_startup_trials: 3 }), max_evaluations: 40, n_startup_jobs: 10 };

test('the same seed gives the same trials, another one others', async () => {
  const one = await minimize(eventful, space, { ...pruned, seed: 5 });
  const two = await minimize(eventful, space, { ...pruned, seed: 5 });
  const other = await minimize(eventful, space, { ...pruned, seed: 6 });
  expect(timeless(two.trials)).toEqual(timeless(one.trials));
  expect(timeless(other.trials)).not.toEqual(timeless(one.trials));
  expect(new Set(one.trials.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned', 'failed']));
  expect(new Set(one.trials.map(({ seed }) => seed)).size).toBe(40);
});

test('with trials in parallel the result does not depend on which ends first', async () => {
  const run = async (order: number) => {
    const random = createRandom(order);
    let running = 0;
    let most = 0;
    const result = await minimize(
      async (parameters, trial) => {
        running += 1;
        most = Math.max(most, running);
        await wait(random.integer(6));
        running -= 1;
        return eventful(parameters, trial);
      },
      space,
      { ...pruned, seed: 5, parallel: 4, patience: 25 },
    );
    return { most, stopped: result.stopped, trials: timeless(result.trials) };
  };
  const one = await run(1);
  expect(one.most).toBe(4);
  expect(await run(2)).toEqual(one);
});

test.each([1, 3])('a search that was interrupted goes on as if it had not been, %i in parallel', async (parallel) => {
  const options: MinimizeOptions<Parameters> = { ...pruned, seed: 2, parallel };
  const whole = await minimize(eventful, space, options);
  const log: string[] = [];
  const broken = minimize(eventful, space, {
    ...options,
    onTrial: (record) => {
      log.push(JSON.stringify(record));
      if (log.length === 45) throw new Error('the disk is full');
    },
  });
  await expect(broken).rejects.toThrow('the disk is full');
  const trials = log.map((line) => JSON.parse(line) as TrialRecord<Parameters>); // SAFETY: written above
  const began: number[] = [];
  const resumed = await minimize(eventful, space, {
    ...options,
    trials,
    onTrial: ({ state, number }) => {
      if (state === 'running') began.push(number);
    },
  });
  expect(timeless(resumed.trials)).toEqual(timeless(whole.trials));
  expect(began.length).toBeLessThan(25);
});

test("a search can begin with parameters of one's own", async () => {
  const known = { alpha: 0.3, model: { depth: 8 } };
  const { trials, best } = await minimize(loss, space, { trials: [{ parameters: known }], max_evaluations: 3 });
  expect(trials.map(({ number, state }) => [number, state])).toEqual([0, 1, 2].map((number) => [number, 'complete']));
  expect(best).toMatchObject({ number: 0, parameters: known, value: 0 });
});

test('suggest gives what minimize tries, one at a time, and several that differ', async () => {
  const { trials } = await minimize(loss, space, { seed: 9, max_evaluations: 30 });
  for (const { number, parameters } of trials) {
    expect(suggest(space, trials.slice(0, number), { seed: 9 })).toEqual([parameters]);
  }
  const earlier = trials.map(({ parameters, value }) => ({ parameters, value }));
  const next = suggest(space, earlier, { seed: 9, count: 6 });
  expect(new Set(next.map((parameters) => JSON.stringify(parameters))).size).toBe(6);
  expect(suggest(space, trials, { seed: 9, count: 6 })).toEqual(next);
});

test('in a finite space a set is not tried again while others are left', async () => {
  const { trials } = await minimize(
    ({ x, y }) => x + y,
    { x: quniform(1, 6, 1), y: quniform(1, 6, 1) },
    { max_evaluations: 30 },
  );
  expect(new Set(trials.map(({ parameters }) => JSON.stringify(parameters))).size).toBeGreaterThan(27);
});

test('a trial that fails or gives no number is recorded and the search goes on', async () => {
  const gives = [NaN, Infinity, -Infinity];
  const { trials } = await minimize(
    (_, { number }) => {
      if (number === 3) throw new Error('no convergence');
      return gives[number] ?? 1;
    },
    space,
    { max_evaluations: 6 },
  );
  expect(trials.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'failed', 'complete', 'complete']);
  expect(trials[0]?.error).toEqual({
    code: 'objective_invalid',
    message: 'The objective gave NaN instead of a finite number.',
  });
  expect(trials[3]?.error).toEqual({ code: 'objective_failed', message: 'no convergence' });
});

test('when all trials fail the search does, and says why', async () => {
  const search = minimize(
    () => {
      throw new Error('X is not defined');
    },
    space,
    { max_evaluations: 4 },
  );
  await expect(search).rejects.toThrow('None of the 4 trials was completed. Trial 0 failed: X is not defined');
});

test('patience ends a search that gets no better', async () => {
  const { trials, stopped, best } = await minimize((_, { number }) => Math.max(5 - number, 0), space, { patience: 10 });
  expect({ stopped, best: best.number, trials: trials.length }).toEqual({ stopped: 'patience', best: 5, trials: 16 });
});

test('a timeout ends a search after the trial under way', async () => {
  const { stopped, trials } = await minimize(() => wait(20, 1), space, { timeout: 0.01 });
  expect({ stopped, trials: trials.length }).toEqual({ stopped: 'timeout', trials: 1 });
});

test('an abort ends a search with its reason, though the objective does not listen', async () => {
  const controller = new AbortController();
  let told = false;
  const search = minimize(
    (_, { number, signal }) => {
      if (number < 2) return 1;
      signal.addEventListener('abort', () => (told = true));
      controller.abort(new Error('enough'));
      return new Promise<number>(() => undefined);
    },
    space,
    { signal: controller.signal, parallel: 2 },
  );
  await expect(search).rejects.toThrow('enough');
  expect(told).toBe(true);
});

test('an objective may change its parameters without changing the record', async () => {
  const { trials } = await minimize(
    (parameters) => {
      Object.assign(parameters, { alpha: 99 });
      return 1;
    },
    space,
    { max_evaluations: 3 },
  );
  for (const { parameters } of trials) expect(parameters.alpha).toBeLessThan(1);
});

test('earlier trials of another space and options that are not known are refused', async () => {
  const resume = (trials: MinimizeOptions['trials']) => minimize(loss, space, { trials: trials ?? [] });
  await expect(resume([{ parameters: { alpha: 3, model: { depth: 1 } }, value: 1 }])).rejects.toThrow(
    'Trial 0 does not fit the search space: alpha is 3, which is outside.',
  );
  await expect(resume([{ parameters: { alpha: 0.5, model: { width: 1 } }, value: 1 }])).rejects.toThrow(
    'model is {"width":1}, which is none of its options',
  );
  await expect(resume([{ parameters: {}, state: 'complete' }])).rejects.toThrow('it is complete but has no value');
  const mistyped = { max_evaluation: 3, seed: 1 };
  await expect(minimize(loss, space, mistyped)).rejects.toMatchObject({
    problem: { code: 'parameter_unknown', remedy: 'Did you mean max_evaluations? Otherwise leave it out.' },
  });
});

import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../../test/support/temp-project';
import { EiderError } from '../../errors';
import { parseExperimentLine } from '../../protocol/experiments';
import { listExperiments, readExperiments, readMetrics } from '../../store/experiments';
import { experimentFile, storePaths } from '../../store/paths';
import { DMatrix } from '../boost/dmatrix';
import { train } from '../boost/train';
import type { Target } from '../checks';
import { Lasso } from '../linear/lasso';
import { Ridge } from '../linear/ridge';
import type { DenseMatrix } from '../matrix';
import { meanAbsoluteError } from '../metrics/absolute-error';
import { crossValidate } from '../split/cross-validate';
import { minimize } from '../tune/minimize';
import { choice, uniform } from '../tune/space';
import { experiment, recordOf } from './experiment';
import { fileRecorder } from './file-recorder';
import { recorded, recordedFit } from './recorded';
import { installRecorder } from './recorder';

const place = { pipeline: 'demo', block: 'fit', child: null, run: 'r' } as const;

/** A project in which what this test trains is recorded. */
async function recordedProject(redact?: (text: string) => string) {
  const project = await tempFolder();
  const recorder = fileRecorder({ project, ...place }, redact);
  const installed = installRecorder(recorder);
  onTestFinished(() => {
    installed.dispose();
    recorder.close();
  });
  const records = async () => (await readExperiments(project, await listExperiments(project))).reverse();
  return { project, recorder, records };
}

function squares(rows: number, from = 0): DenseMatrix {
  const data = Float64Array.from({ length: 2 * rows }, (_, at) => ((at + from) * 7919) % 101);
  return { kind: 'dense', shape: [rows, 2], data };
}

function labelled(features: DenseMatrix): DMatrix {
  const label = Float64Array.from({ length: features.shape[0] ?? 0 }, (_, row) => Number(features.data[2 * row]) ** 2);
  return new DMatrix(features, { label });
}

const model = { fitted: true };

it('records a boosting: parameters, data, the scores of each round, and its end', async () => {
  const { project, records } = await recordedProject();
  const evals = { train: labelled(squares(200)), validation: labelled(squares(50, 1000)) };
  const { history } = await train({ eta: 0.5, max_depth: 3, random_state: 7 }, evals.train, { rounds: 6, evals });
  const [state] = await records();
  expect(state).toMatchObject({
    experiment: 'demo',
    estimator: 'Booster',
    parameters: { eta: 0.5, max_depth: 3, lambda: 1, rounds: 6, early_stopping_rounds: null },
    given: ['eta', 'max_depth', 'seed', 'rounds'],
    seed: 7,
    status: 'completed',
    data: { rows: 200, columns: 2, weights: null },
  });
  const metrics = await readMetrics(project, { pipeline: 'demo', id: state?.id ?? '' });
  const curve = metrics.filter(({ set }) => set === 'validation');
  expect(curve.map(({ step, name, value }) => [step, name, value])).toEqual(
    history['validation']?.['rmse']?.map((value, step) => [step, 'rmse', value]),
  );
  expect(state?.metrics.at(-1)).toEqual({ set: 'validation', name: 'rmse', step: 5, value: curve.at(-1)?.value });
});

it('counts the scores of the best round when training has ended early', async () => {
  const { records } = await recordedProject();
  const data = labelled(squares(60));
  const other = new DMatrix(squares(20, 500), { label: new Float64Array(20).fill(5000) });
  const { booster, history } = await train({}, data, { rounds: 200, evals: { other }, earlyStoppingRounds: 3 });
  const [state] = await records();
  const scores = history['other']?.['rmse'] ?? [];
  expect(scores.length).toBeLessThan(200);
  expect(state?.best).toBe(scores.indexOf(Math.min(...scores)));
  expect(state?.metrics).toEqual([{ set: 'other', name: 'rmse', step: state?.best, value: Math.min(...scores) }]);
  expect(recordOf(booster).id).toBe(state?.id);
});

it('tells the same data from other data', async () => {
  const { records } = await recordedProject();
  const target = [1, 2, 3];
  const fit = (features: DenseMatrix, weights?: readonly number[]) =>
    recorded({ estimator: 'Mean', parameters: {}, data: { features, target, weights } }, () => model);
  const named = { ...squares(3), featureNames: ['a', 'b'] };
  await fit(squares(3));
  await fit(squares(3));
  await fit(squares(3, 1));
  await fit(named);
  await fit(squares(3), [1, 1, 2]);
  const data = (await records()).map((state) => state.data);
  expect(data[1]).toEqual(data[0]);
  expect(new Set(data.map((found) => found?.features)).size).toBe(3);
  expect(new Set(data.map((found) => found?.target)).size).toBe(1);
  expect(data.map((found) => found?.weights === null)).toEqual([true, true, true, true, false]);
});

it('records an estimator in one line, its warnings and its failure included', async () => {
  const { records } = await recordedProject();
  const told: string[] = [];
  const options = { onWarning: (warning: string) => told.push(warning) };
  const fit = { estimator: 'Lasso', features: squares(3), target: [1, 2, 3] };
  const parameters = { alpha: 1, random_state: 3 };
  const fitted = await recordedFit({ ...fit, parameters, given: { alpha: 1 }, options }, (inner) => {
    inner.onWarning?.('Lasso has not converged.');
    return model;
  });
  expect(fitted).toBe(model);
  const failure = new EiderError({ code: 'features_invalid', message: 'Lasso was given NaN.' });
  const failing = recordedFit({ ...fit, parameters, given: {}, options: {} }, () => Promise.reject(failure));
  await expect(failing).rejects.toBe(failure);
  const [first, second] = await records();
  expect(first).toMatchObject({ status: 'completed', seed: 3, parameters, given: ['alpha'], warnings: told });
  expect(told).toHaveLength(1);
  expect(second).toMatchObject({
    status: 'failed',
    failure: { code: 'features_invalid', message: 'Lasso was given NaN.' },
  });
});

it('records one that was aborted as cancelled', async () => {
  const { records } = await recordedProject();
  const stop = new AbortController();
  const data = labelled(squares(100));
  const training = train({}, data, {
    rounds: 100_000,
    signal: stop.signal,
    callbacks: [
      ({ round }) => {
        if (round === 3) stop.abort();
      },
    ],
  });
  await expect(training).rejects.toThrow();
  expect((await records())[0]).toMatchObject({ status: 'cancelled', failure: null });
});

it('makes trainings inside another one parts of it, also when several are under way', async () => {
  const { records } = await recordedProject();
  const trial = (value: number) =>
    recorded({ estimator: 'Trial', parameters: { value } }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5 - value));
      return recorded({ estimator: 'Inner', parameters: { value } }, () => model);
    });
  await recorded({ estimator: 'Search', parameters: {} }, () => Promise.all([trial(1), trial(2)]));
  const all = await records();
  const search = all.find(({ estimator }) => estimator === 'Search');
  const trials = all.filter(({ estimator }) => estimator === 'Trial');
  expect(search?.parent).toBeNull();
  expect(trials.map(({ parent }) => parent)).toEqual([search?.id, search?.id]);
  for (const { id, parameters } of trials) {
    expect(all.filter(({ parent }) => parent === id)).toMatchObject([{ estimator: 'Inner', parameters }]);
  }
});

it('says what the block says of its trainings, before and after', async () => {
  const { records } = await recordedProject();
  experiment({ experiment: 'fares', name: 'night', parameters: { holdout: 0.2 }, tags: { month: 3 } });
  const mean = await recorded({ estimator: 'Mean', parameters: { a: 1 } }, () => ({ mean: 4 }));
  recordOf(mean).metrics({ rmse: 5.5 }, { set: 'test' });
  recordOf(mean).describe({ tags: { good: true } });
  recordOf({}).metrics({ rmse: 1 });
  experiment({ name: 'day' });
  await recorded({ estimator: 'Mean', parameters: {} }, () => ({ mean: 5 }));
  const [night, day] = await records();
  expect(night).toMatchObject({
    experiment: 'fares',
    name: 'night',
    parameters: { holdout: 0.2, a: 1 },
    tags: { month: '3', good: 'true' },
    status: 'completed',
    metrics: [{ set: 'test', name: 'rmse', step: 0, value: 5.5 }],
  });
  expect(day).toMatchObject({ experiment: 'demo', name: 'day', parameters: {}, tags: {}, metrics: [] });
});

it('keeps parameters that JSON has no form for, and hides secrets without breaking a number', async () => {
  const { project, records } = await recordedProject((text) => text.replaceAll('2024', '***'));
  const parameters = {
    limit: Infinity,
    scorer: () => 1,
    when: 'in 2024',
    year: 2024,
    kind: new Map(),
    deep: [[[[[1]]]]],
  };
  await recorded({ estimator: 'Mean', parameters }, (record) => record.metrics({ rows: 2024, loss: NaN }));
  const [state] = await records();
  expect(state).toMatchObject({
    parameters: {
      limit: 'Infinity',
      scorer: '[function]',
      when: 'in ***',
      year: 2024,
      kind: '[Map]',
      deep: [[[['…']]]],
    },
    metrics: [{ value: 2024 }, { value: 'NaN' }],
  });
  expect(await readFile(experimentFile(project, 'demo', state?.id ?? ''), 'utf8')).not.toContain('in 2024');
});

it('has every round in the file while the next ones are trained', async () => {
  const { project, records } = await recordedProject();
  const data = labelled(squares(500));
  const seen: number[] = [];
  await train({}, data, {
    rounds: 300,
    evals: { train: data },
    callbacks: [
      async ({ round }) => {
        if (round !== 150) return;
        await new Promise((resolve) => setTimeout(resolve, 200)); // what live curves may lag behind
        const [entry] = await listExperiments(project);
        seen.push((await readMetrics(project, entry ?? { pipeline: '', id: '' })).length);
      },
    ],
  });
  expect(seen).toEqual([151]);
  expect((await records())[0]?.metrics[0]?.step).toBe(299);
});

it('trains on when the store cannot be written, and says why records are missing', async () => {
  const { project, recorder } = await recordedProject();
  const { root } = storePaths(project);
  await writeFile(root, 'not a folder');
  await expect(recorded({ estimator: 'Mean', parameters: {} }, () => model)).resolves.toBe(model);
  expect(recorder.close()).toMatchObject({ code: 'ENOTDIR' });
  await rm(root);
  expect(recorder.close()).toBeNull(); // written when there is a place again
  expect(await listExperiments(project)).toHaveLength(1);
});

it('ends what the block has not waited for', async () => {
  const { project, recorder, records } = await recordedProject();
  void recorded({ estimator: 'Endless', parameters: {} }, () => new Promise(() => undefined));
  await new Promise((resolve) => setImmediate(resolve));
  recorder.close();
  const [state] = await records();
  expect(state?.status).toBe('cancelled');
  const lines = (await readFile(experimentFile(project, 'demo', state?.id ?? ''), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => parseExperimentLine(line)?.type)).toEqual(['started', 'ended']);
});

it('records nothing where nobody asks for it', async () => {
  expect(await recorded({ estimator: 'Mean', parameters: {} }, (record) => record.id)).toBeNull();
  expect(() => experiment({ name: 'x' })).not.toThrow();
});

it('records a search with its trials as parts, and what they train as parts of them', async () => {
  const { project, records } = await recordedProject();
  const features = squares(40);
  const target = Array.from({ length: 40 }, (_, row) => Number(features.data[2 * row]));
  const search = await minimize(
    async ({ alpha, fails }, trial) => {
      if (fails) throw new Error('no such luck');
      trial.report(0, alpha);
      if (alpha > 5) trial.prune();
      const model = await Lasso.fit(features, target, { alpha });
      return meanAbsoluteError(target, model.predict(features));
    },
    { alpha: uniform(0, 10), fails: choice([false, false, false, true]) },
    { max_evaluations: 12, seed: 3 },
  );
  const all = await records();
  const [parent, ...parts] = all;
  expect(parent).toMatchObject({
    estimator: 'minimize',
    parameters: { algorithm: 'tpe', max_evaluations: 12, seed: 3, trials: 0, space: { alpha: uniform(0, 10) } },
    given: ['max_evaluations', 'seed', 'space'],
    best: search.best.number,
    metrics: [{ name: 'value', step: search.best.number, value: search.value }],
  });
  const trials = parts.filter(({ estimator }) => estimator === 'Trial');
  expect(trials.map((trial) => trial.parent)).toEqual(trials.map(() => parent?.id));
  const states = { complete: 'completed', pruned: 'pruned', failed: 'failed', running: 'running' };
  expect(trials.map(({ name, status, parameters }) => [name, status, parameters])).toEqual(
    search.trials.map(({ number, state, parameters }) => [`trial ${number}`, states[state], { ...parameters }]),
  );
  expect(new Set(trials.map(({ status }) => status))).toEqual(new Set(['completed', 'pruned', 'failed']));
  for (const fit of parts.filter(({ estimator }) => estimator === 'Lasso')) {
    const trial = trials.find(({ id }) => id === fit.parent);
    expect(fit.parameters).toMatchObject({ alpha: trial?.parameters['alpha'] });
    expect(trial?.metrics.map(({ name }) => name)).toEqual(['intermediate', 'value']);
  }
  const history = await readMetrics(project, { pipeline: 'demo', id: parent?.id ?? '' });
  expect(history.map(({ step, value }) => [step, value])).toEqual(
    search.trials.flatMap(({ number, value }) => (value === null ? [] : [[number, value]])),
  );
});

it('records a cross-validation with its folds as parts', async () => {
  const { records } = await recordedProject();
  const features = squares(30);
  const target = Float64Array.from({ length: 30 }, (_, row) => Number(features.data[2 * row + 1]));
  const fit = (X: typeof features, y: Target) => Ridge.fit(X, y, { alpha: 2 });
  const scores = await crossValidate(fit, features, target, { cv: 3, scoring: 'neg_root_mean_squared_error' });
  const [whole, ...folds] = await records();
  expect(whole).toMatchObject({
    estimator: 'crossValidate',
    parameters: { cv: 3, scoring: 'neg_root_mean_squared_error' },
    metrics: [
      { set: 'test', name: 'neg_root_mean_squared_error', step: 2, value: scores.test[2] },
      { set: 'mean', name: 'neg_root_mean_squared_error', value: scores.mean },
    ],
  });
  expect(folds).toMatchObject(folds.map(() => ({ estimator: 'Ridge', parent: whole?.id, data: { rows: 20 } })));
  expect(folds).toHaveLength(3);
});

it('counts the trials that a search goes on from, whose records it does not write again', async () => {
  const { records } = await recordedProject();
  const space = { x: uniform(-1, 1) };
  const earlier = [
    { parameters: { x: 0 }, value: 0 },
    { parameters: { x: 1 }, value: 1 },
  ];
  const { best } = await minimize(({ x }) => x ** 2, space, { trials: earlier, max_evaluations: 4 });
  const [search, ...trials] = await records();
  expect(best.number).toBe(0);
  expect(search).toMatchObject({ best: 0, metrics: [{ name: 'value', step: 0, value: 0 }], parameters: { trials: 2 } });
  expect(trials.map(({ name }) => name)).toEqual(['trial 2', 'trial 3']);
});

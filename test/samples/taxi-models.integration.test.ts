import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DMatrix } from '../../core/learn/boost/dmatrix';
import { train } from '../../core/learn/boost/train';
import { readNpy } from '../../core/learn/encode/npy';
import { readSparse } from '../../core/learn/encode/sparse-arrow';
import { Lasso } from '../../core/learn/linear/lasso';
import { LinearRegression } from '../../core/learn/linear/linear-regression';
import { rootMeanSquaredError } from '../../core/learn/metrics/squared-error';
import { readBlockOutputs } from '../../core/store/outputs';
import { root } from '../setup/root';
import { duckdbRows } from '../support/duckdb';
import { eider, type Ran } from '../support/eider';
import { haveTaxiData, taxiData, whyNoTaxiData } from '../support/taxi-data';

/** A copy of the sample for the tests of a group, and commands on it. */
class SampleCopy {
  project = '';

  async make(): Promise<void> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'eider-taxi-'));
    this.project = path.join(folder, 'green-taxi');
    const filter = (file: string) => path.basename(file) !== '.eider';
    await cp(path.join(root, 'samples', 'green-taxi'), this.project, { recursive: true, filter });
  }

  async remove(): Promise<void> {
    await rm(path.dirname(this.project), { recursive: true, force: true, maxRetries: 5 });
  }

  async succeeds(...args: readonly string[]): Promise<Ran> {
    const ran = await this.command(...args);
    expect(ran, `${ran.stdout}${ran.stderr}`).toMatchObject({ code: 0 });
    return ran;
  }

  command(...args: readonly string[]): Promise<Ran> {
    return eider([...args, '--project', this.project]);
  }

  /** The path of an output of a block's newest run. */
  async file(place: string, output: string): Promise<string> {
    const [pipeline = '', ...block] = place.split('/');
    const found = await readBlockOutputs(this.project, pipeline, block.join('/'));
    const named = found?.manifest.outputs.find(({ name }) => name === output);
    return path.join(found?.folder ?? '', named?.file ?? `no output ${output} of ${place}`);
  }

  async json(place: string, output: string): Promise<unknown> {
    return JSON.parse(await readFile(await this.file(place, output), 'utf8'));
  }

  /** Predicts by the pipeline `predict`, with variables of one run. */
  async minutes(...variables: readonly string[]): Promise<number[]> {
    await this.succeeds('run', 'predict', ...variables.flatMap((variable) => ['--var', variable]));
    // SAFETY: what `inference` gives; its test in the block has looked at each number
    return (await this.json('predict/inference', 'minutes')) as number[];
  }

  /** Counts of blocks in the last line that a run prints with `--json`. */
  async ran(...args: readonly string[]): Promise<unknown> {
    const { stdout } = await this.succeeds('run', ...args, '--json');
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  }
}

function sampleForAll(): SampleCopy {
  const sample = new SampleCopy();
  beforeAll(() => sample.make());
  afterAll(() => sample.remove());
  return sample;
}

describe('The models of the taxi sample', () => {
  const sample = sampleForAll();

  it('are made, with the data they need, when somebody asks for a prediction', async () => {
    const [short = NaN, long = NaN, ...others] = await sample.minutes();
    expect(others).toEqual([]);
    expect(short).toBeGreaterThan(5);
    expect(long).toBeGreaterThan(short);
    expect(long).toBeLessThan(60);
    const { stdout } = await sample.succeeds('runs', '--json');
    // SAFETY: the shape that the command line promises; a wrong one fails the expectation that follows
    const { runs } = JSON.parse(stdout) as { runs: { pipeline: string; status: string }[] };
    expect(runs.map(({ pipeline, status }) => `${pipeline} ${status}`).sort()).toEqual([
      'data_preparation completed',
      'predict completed',
      'xgboost_training completed',
    ]);
  });

  it('err by far less than the mean, and the tables of the evaluation agree with each other', async () => {
    const metrics = await sample.file('xgboost_training/evaluation', 'metrics');
    const [, validation] = await duckdbRows(`SELECT trips, rmse, mae, r2, rmse_of_mean FROM '${metrics}'`);
    const [trips, rmse, mae, r2, ofMean] = validation ?? [];
    expect(trips).toBe('validation');
    expect(Number(rmse)).toBeLessThan(0.5 * Number(ofMean));
    const predictions = await sample.file('xgboost_training/evaluation', 'predictions');
    const [again] = await duckdbRows(
      `SELECT sqrt(avg(error ** 2)), avg(abs(predicted - actual)), 1 - sum(error ** 2) / (var_pop(actual) * count(*)) FROM '${predictions}'`,
    );
    for (const [at, value] of [rmse, mae, r2].entries()) expect(Number(again?.[at])).toBeCloseTo(Number(value), 6);
    const importance = await sample.file('xgboost_training/evaluation', 'importance');
    expect(await duckdbRows(`SELECT feature FROM '${importance}' LIMIT 1`)).toEqual([['trip_distance']]);
  });

  it('are trained with the best parameters that were tried', async () => {
    const trials = await sample.file('xgboost_training/hyperparameter_tuning/xgboost', 'trials');
    const [best] = await duckdbRows(
      `SELECT learning_rate, max_depth, num_boost_round FROM '${trials}' ORDER BY rmse LIMIT 1`,
    );
    expect(await duckdbRows(`SELECT count(*) FROM '${trials}'`)).toEqual([['3']]);
    expect(await sample.json('xgboost_training/hyperparameter_tuning/xgboost', 'parameters')).toMatchObject({
      learning_rate: best?.[0],
      max_depth: Number(best?.[1]),
      num_boost_round: Number(best?.[2]),
      random_state: 42,
    });
  });

  it('are the same when they are made again, and not made again when nothing has changed', async () => {
    const first = await readFile(await sample.file('xgboost_training/xgboost', 'booster'), 'utf8');
    await sample.succeeds('run', 'xgboost_training');
    expect(await readFile(await sample.file('xgboost_training/xgboost', 'booster'), 'utf8')).toBe(first);
    // a data product is looked at each time; here it counts still
    expect(await sample.ran('xgboost_training', '--changed')).toMatchObject({ executed: 1, reused: 3 });
  });

  it('are drawn as charts', async () => {
    const { stdout } = await sample.succeeds('chart', 'xgboost_training', 'important_features');
    expect(stdout).toMatch(/trip_distance .*█/);
    expect((await sample.succeeds('chart', 'xgboost_training', 'errors')).stdout).toContain('█');
  });

  it('are the ones that the variable names, each trained by itself and compared with the others', async () => {
    await sample.succeeds('run', 'sklearn_training');
    const compared = async () => {
      const file = await sample.file('sklearn_training/comparison', 'output_0');
      return duckdbRows(`SELECT model, rmse, rmse_on_all FROM '${file}'`);
    };
    const [first, second, ...others] = await compared();
    expect([first?.[0], second?.[0], others]).toEqual(['LinearRegression', 'Lasso', []]);
    expect(Number(first?.[1])).toBeLessThan(Number(second?.[1]));
    expect(await sample.ran('sklearn_training', '--changed')).toMatchObject({ executed: 1, reused: 4 });
    const all = [
      'linear_model.LinearRegression, linear_model.Lasso, svm.LinearSVR',
      'ensemble.RandomForestRegressor, ensemble.GradientBoostingRegressor, ensemble.ExtraTreesRegressor',
    ];
    await sample.succeeds('run', 'sklearn_training', '--var', `models=${all.join(', ')}`, '--var', 'max_evaluations=1');
    expect((await compared()).map(([model]) => model).sort()).toEqual([
      'ExtraTreesRegressor',
      'GradientBoostingRegressor',
      'Lasso',
      'LinearRegression',
      'LinearSVR',
      'RandomForestRegressor',
    ]);
  });

  it('are recorded in one experiment, with their scores and where they lie', async () => {
    const { stdout } = await sample.succeeds('experiments', 'list', '--json');
    // SAFETY: the shape that the command line promises; a wrong one fails the expectations that follow
    const { experiments } = JSON.parse(stdout) as {
      experiments: {
        experiment: string;
        estimator: string;
        model: unknown;
        metrics: { set: string; name: string }[];
      }[];
    };
    expect(new Set(experiments.map(({ experiment }) => experiment))).toEqual(new Set(['green-taxi']));
    for (const model of ['Booster', 'LinearRegression', 'Lasso']) {
      const record = experiments.find(({ estimator }) => estimator === model);
      expect(record?.model, model).not.toBeNull();
      expect(record?.metrics.map(({ set, name }) => `${set} ${name}`)).toContain('training rmse');
    }
  });

  it('predict one trip that is given by its fields, by the route as well as by the distance', async () => {
    const listed = await sample.minutes('inputs=[{PULocationID: 248, DOLocationID: 222, trip_distance: 3}]');
    const fields = ['PULocationID=248', 'DOLocationID=222', 'trip_distance=3'];
    expect(await sample.minutes(...fields)).toEqual(listed);
    expect(await sample.minutes('PULocationID=248', 'DOLocationID=248', 'trip_distance=3')).not.toEqual(listed);
    const filledIn = fields.flatMap((field) => ['--var', field.replace('248', '65')]);
    await sample.succeeds('run', 'predict', '--interaction', 'playground', ...filledIn);
    expect(await sample.json('predict/inference', 'minutes')).toHaveLength(1);
  });

  it('say which routes they do not know', async () => {
    await sample.minutes('PULocationID=900', 'DOLocationID=901', 'trip_distance=3');
    const { stdout } = await sample.succeeds('runs', 'predict', '--limit', '1', '--json');
    // SAFETY: the shape that the command line promises
    const { runs } = JSON.parse(stdout) as { runs: { run: string }[] };
    const log = await sample.succeeds('logs', runs[0]?.run ?? '');
    expect(log.stdout).toContain('No trip from 900 to 901 was in training');
  });

  it.each([
    ['predict', 'inputs=12', 'The variable inputs is 12. Give a list of trips.'],
    ['predict', 'inputs=[3]', 'Trip 1 of inputs is 3. Give PULocationID, DOLocationID and trip_distance.'],
    ['predict', 'inputs=[{PULocationID: 1, DOLocationID: 2}]', 'trip_distance is not set. Give miles, such as 1.98.'],
    ['predict', 'PULocationID=JFK', 'PULocationID is "JFK". Give the number of a taxi zone'],
    ['sklearn_training', 'models=Lasso, Forest', 'The variable models names Forest. Known are LinearRegression, Lasso'],
    ['sklearn_training', 'models=', 'The variable models is null. Give names with commas between.'],
    ['xgboost_training', 'max_evaluations=0', 'The variable max_evaluations is 0. Give a whole number from 1 on.'],
    ['xgboost_training', 'search_space=huge', 'The variable search_space is "huge". Give one of quick, course.'],
    ['xgboost_training', 'max_depth=deep', 'The variable max_depth is "deep". Give a whole number from 1 on.'],
  ])('end %s with a sentence about %s', async (pipeline, variable, sentence) => {
    const ran = await sample.command('run', pipeline, '--var', variable);
    expect(ran.code).toBe(1);
    expect(ran.stdout + ran.stderr).toContain(sentence);
  });

  it('are all made by npm start, which says what came of it', async () => {
    const start = [path.join(root, 'scripts', 'start.mjs'), sample.project];
    const { stdout } = await promisify(execFile)(process.execPath, start, { maxBuffer: 2 ** 26 });
    const summary = stdout.slice(stdout.indexOf('What came of it'));
    expect(summary).toMatch(/RMSE \d\.\d+ minutes on validation trips, where the mean has \d\.\d+/);
    expect(summary).toMatch(/LinearRegression: RMSE \d\.\d+ minutes/);
    expect(summary).toMatch(/From 236 to 239, 1\.98 miles: \d+\.\d+ minutes/);
  });
});

describe.skipIf(!haveTaxiData)(`The models of the taxi sample, on the real trips${whyNoTaxiData}`, () => {
  const sample = sampleForAll();

  const matrix = async (name: string) => readSparse(await sample.file('data_preparation/build', name));
  const target = async (name: string) => {
    const { data } = await readNpy(await sample.file('data_preparation/build', name));
    return Float64Array.from(data, Number);
  };
  async function splits() {
    const [X_train, X_val] = await Promise.all([matrix('X_train'), matrix('X_val')]);
    const [y_train, y_val] = await Promise.all([target('y_train'), target('y_val')]);
    return { X_train, X_val, y_train, y_val };
  }

  it('predict what XGBoost predicts for the trips that others have asked about, to a minute', async () => {
    // as a user would: a data product is made with the variables of its pipeline's file
    const file = path.join(sample.project, 'pipelines/data_preparation/metadata.yaml');
    const text = await readFile(file, 'utf8');
    const changed = text.replace('data_dir: data\n', `data_dir: ${taxiData}\n`);
    expect(changed).not.toBe(text);
    await writeFile(file, changed);
    // XGBoost 1.7.4 with trees of depth 10; the trips have taken 11.5 and 20.9 minutes
    const [short, long] = await sample.minutes();
    expect(Math.abs(Number(short) - 12.28)).toBeLessThan(1);
    expect(Math.abs(Number(long) - 25.17)).toBeLessThan(1);
  });

  it('err no more than XGBoost does, with trees of depth 6', async () => {
    const { X_train, X_val, y_train, y_val } = await splits();
    const { booster } = await train({ max_depth: 6, eta: 0.1 }, new DMatrix(X_train, { label: y_train }), {
      rounds: 100,
    });
    expect(rootMeanSquaredError(y_val, booster.predict(X_val))).toBeLessThan(5.43);
  });

  it('err as scikit-learn’s linear models do', async () => {
    const { X_train, X_val, y_train, y_val } = await splits();
    const linear = await LinearRegression.fit(X_train, y_train);
    const error = rootMeanSquaredError(y_val, linear.predict(X_val));
    expect(error).toBeGreaterThan(5.97);
    expect(error).toBeLessThan(6);
    const lasso = await Lasso.fit(X_train, y_train, { alpha: 1 });
    expect(rootMeanSquaredError(y_val, lasso.predict(X_val))).toBeCloseTo(9.11, 3);
  });
});

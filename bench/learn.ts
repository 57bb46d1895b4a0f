import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { newestPythonWith, XGBOOST } from '../test/support/python';
import { haveTaxiData, taxiData, whyNoTaxiData } from '../test/support/taxi-data';
import { compare, lineOf, type Case, type Compared } from './learn/compare';
import { writeDataSet, type DataSet } from './learn/data-set';
import { compareSearches } from './learn/searches';
import { numbers, texts } from './learn/synthetic';
import type { Answer, Task } from './learn/task';
import { trips } from './learn/trips';
import { inTurn, type Side } from './lib/in-turn';
import { printResult, printTable } from './lib/report';

/**
 * `eider/learn` against XGBoost and scikit-learn: training (with binning) and prediction, memory, and whether the models are
 * as good. Each task in a process of its own, both sides in turn, on data that the benchmark makes and both read from NumPy
 * files. The libraries come from PyPI into an environment in the cache. The search for parameters is held against
 * hyperopt's, whose results on the same losses are recorded in core/learn/tune/fixtures.
 *
 * `--rounds N` says how often; `--threads N` by how many threads models are boosted; `--only NAME,NAME` which contests are
 * held: those below, and `search`.
 *
 * The peak is the most memory that a process held while it trained and predicted for the first time, the data and the runtime
 * included; working memory is that, less what it held before, with the data loaded and the libraries imported.
 */

const ROUNDS = '3';
const THREADS = '2';
const FOREST = { n_estimators: 20, max_depth: 20, min_samples_leaf: 4 };
/** Seconds that a task may take once. */
const TIMEOUT = 1200;

interface Contest {
  readonly name: string;
  readonly data: () => DataSet | Promise<DataSet>;
  readonly cases: readonly Case[];
  /** Why it is not held. */
  readonly skipped?: string;
}

function boosting(name: string, depth: number, limits: Readonly<Record<string, number>>): Case {
  return {
    name,
    task: { model: 'boosting', parameters: { max_depth: depth, eta: 0.1 }, rounds: 100 },
    limits: { ...limits, predict_s: 1.2, peak_mib: 1, rmse: 1.01 },
  };
}

function linear(name: string, model: Task['model'], parameters: Task['parameters'] = {}): Case {
  return { name, task: { model, parameters }, limits: { train_s: 1, rmse: 1.001 } };
}

/** Their random numbers are others than scikit-learn's, and so are the trees. */
function trees(name: string, model: Task['model'], parameters: Task['parameters']): Case {
  return { name, task: { model, parameters: { ...parameters, random_state: 7 } }, limits: { train_s: 1, rmse: 1.01 } };
}

const contests: readonly Contest[] = [
  {
    name: 'taxi', // sparse, 54,378 × 5,094
    data: () => trips(taxiData),
    ...(haveTaxiData ? {} : { skipped: whyNoTaxiData.trim() }),
    cases: [
      boosting('taxi_depth_6', 6, { train_s: 0.5 }),
      boosting('taxi_depth_10', 10, { train_s: 0.5 }),
      linear('taxi_linear_regression', 'LinearRegression'),
      linear('taxi_lasso_0.01', 'Lasso', { alpha: 0.01 }),
      linear('taxi_lasso_0.001', 'Lasso', { alpha: 0.001 }),
      // with its defaults it needs more than scikit-learn's 1000 iterations, and says nothing before
      linear('taxi_linear_svr', 'LinearSVR', { C: 0.1, epsilon: 0.1 }),
      trees('taxi_random_forest', 'RandomForestRegressor', FOREST),
      trees('taxi_extra_trees', 'ExtraTreesRegressor', FOREST),
      trees('taxi_gradient_boosting', 'GradientBoostingRegressor', { n_estimators: 50, max_depth: 5 }),
    ],
  },
  { name: 'long', data: () => numbers(1_000_000, 200_000, 20), cases: [boosting('long', 6, { train_s: 1.3 })] },
  { name: 'wide', data: () => numbers(100_000, 25_000, 200), cases: [boosting('wide', 6, { train_s: 1.3 })] },
  { name: 'texts', data: () => texts(200_000, 20_000, 50_000), cases: [boosting('texts', 6, {})] },
];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: ROUNDS },
      threads: { type: 'string', default: THREADS },
      only: { type: 'string' },
    },
    strict: false,
  });
  const [rounds, threads] = [Number(values.rounds), Number(values.threads)];
  for (const count of [rounds, threads])
    if (!Number.isInteger(count) || count < 1)
      throw new Error('--rounds and --threads are whole numbers of at least 1.');
  const only = typeof values.only === 'string' ? values.only.split(',') : null;
  const isAsked = (name: string) => only?.includes(name) ?? true;
  const all: Compared[] = [];
  const tell = (name: string, compared: readonly Compared[]) => {
    all.push(...compared);
    console.log(`\n${name}\n`);
    printTable([['', 'ours', 'theirs', 'ratio', 'target', ''], ...compared.map(lineOf)]);
  };
  const python = await newestPythonWith(XGBOOST, 'scikit-learn', 'scipy');
  if ('unavailable' in python) {
    console.log(`\nXGBoost and scikit-learn are not compared: ${python.unavailable}`);
  } else {
    const { stdout } = await run(python.command, ['-c', VERSIONS]);
    console.log(`\n${stdout.trim()}. Boosting and forests with ${threads} threads. Medians of ${rounds} rounds.`);
    for (const contest of contests.filter(({ name }) => isAsked(name))) {
      if (contest.skipped === undefined) tell(contest.name, await hold(contest, rounds, threads, python.command));
      else console.log(`\n${contest.name} ${contest.skipped}`);
    }
  }
  if (isAsked('search')) tell('search', await compareSearches());
  printResult(
    'learn',
    Object.fromEntries(all.map(({ figure, ratio }) => [`${figure}_ratio`, ratio])),
    all.flatMap(({ figure, atMost }) => (atMost === undefined ? [] : [{ figure: `${figure}_ratio`, atMost }])),
  );
}

const VERSIONS = `
import sklearn, sys, xgboost
print('Python', sys.version.split()[0], 'with XGBoost', xgboost.__version__, 'and scikit-learn', sklearn.__version__)`;

const run = promisify(execFile);

async function hold(contest: Contest, rounds: number, threads: number, python: string): Promise<Compared[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'eider-bench-'));
  try {
    await writeDataSet(folder, await contest.data());
    const taken = await inTurn(
      rounds,
      contest.cases.flatMap(({ name, task }) => [
        side(name, process.execPath, path.join(__dirname, 'learn/contestant.js'), { ...task, threads }, folder),
        side(`${name}, theirs`, python, path.resolve('bench/python/learn_contestant.py'), { ...task, threads }, folder),
      ]),
    );
    const answers = new Map<string, readonly Answer[]>();
    for (const one of taken) {
      if ('failed' in one) console.log(`\n${one.name}: ${one.failed.message}`);
      else answers.set(one.name, one.rounds);
    }
    return contest.cases.flatMap((each) =>
      compare(each, answers.get(each.name) ?? [], answers.get(`${each.name}, theirs`) ?? []),
    );
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function side(name: string, command: string, script: string, task: Task, folder: string): Side<Answer> {
  return {
    name,
    before: () => Promise.resolve(),
    measure: async () => {
      const { stdout } = await run(command, [script, JSON.stringify(task), folder], { timeout: TIMEOUT * 1000 });
      // SAFETY: both scripts print an answer
      return JSON.parse(stdout) as Answer;
    },
  };
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

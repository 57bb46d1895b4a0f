import { readFileSync, writeFileSync } from 'node:fs';
import * as learn from '../../core/learn';
import { takeRows, type FeatureMatrix } from '../../core/learn/matrix';
import { median } from '../lib/measure';
import { readSample, type Sample } from './data-set';
import type { Answer, Task } from './task';

/** Carries out one task with `eider/learn`: `contestant.js TASK FOLDER`. `../python/learn_contestant.py` does the same. */
async function main(): Promise<void> {
  const [taskText = '', folder = ''] = process.argv.slice(2);
  // SAFETY: bench/learn.ts calls with a task
  const task = JSON.parse(taskText) as Task;
  const [training, validation] = [await readSample(folder, 'train'), await readSample(folder, 'validation')];
  const loadedMiB = memory('VmRSS');
  forgetPeak();

  let started = performance.now();
  const model = await fit(task, training);
  const firstTrain = since(started);
  started = performance.now();
  const predictions = model.predict(validation.X);
  const firstPredict = since(started);
  const peakMiB = memory('VmHWM');

  const trained = await again(() => fit(task, training));
  const predicted = await again(() => model.predict(validation.X));
  const answer: Answer = {
    firstTrain,
    firstPredict,
    loadedMiB,
    peakMiB,
    train: trained.seconds,
    trainProcessor: trained.processor,
    predict: predicted.seconds,
    predictProcessor: predicted.processor,
    oneRow: timeOfOneRow(model, takeRows(validation.X, [0])),
    rmse: learn.rootMeanSquaredError(Array.from(validation.y, Number), Array.from(predictions)),
  };
  console.log(JSON.stringify(answer));
}

interface Model {
  predict(X: FeatureMatrix): Float32Array | Float64Array;
}

async function fit({ model, parameters, rounds = 100, threads }: Task, { X, y }: Sample): Promise<Model> {
  const target = Float64Array.from(y, Number);
  switch (model) {
    case 'boosting': {
      const matrix = new learn.DMatrix(X, { label: target });
      return (await learn.train({ ...parameters, nthread: threads }, matrix, { rounds })).booster;
    }
    case 'RandomForestRegressor':
    case 'ExtraTreesRegressor':
      return learn[model].fit(X, target, { ...parameters, n_jobs: threads });
    default:
      return learn[model].fit(X, target, parameters);
  }
}

/** Medians of calls, for about a second: at least one and at most seven. */
async function again(call: () => unknown): Promise<{ seconds: number; processor: number }> {
  const seconds: number[] = [];
  const processor: number[] = [];
  for (let total = 0; seconds.length === 0 || (total < 1 && seconds.length < 7);) {
    const before = process.cpuUsage();
    const started = performance.now();
    await call();
    seconds.push(since(started));
    const { user, system } = process.cpuUsage(before);
    processor.push((user + system) / 1e6);
    total += seconds.at(-1) ?? 1;
  }
  return { seconds: median(seconds), processor: median(processor) };
}

function timeOfOneRow(model: Model, row: FeatureMatrix): number {
  const taken: number[] = [];
  for (let call = 0; call < 3000; call += 1) {
    const started = performance.now();
    model.predict(row);
    taken.push(since(started));
  }
  return median(taken.slice(1000)) * 1e6;
}

function since(started: number): number {
  return (performance.now() - started) / 1000;
}

/** `VmRSS`, what the process holds, or `VmHWM`, the most it held (proc(5)). */
function memory(figure: string): number | null {
  if (process.platform !== 'linux') return null;
  return (
    Number(new RegExp(`^${figure}:\\s+(\\d+) kB$`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
  );
}

/** Lets `VmHWM` begin anew. */
function forgetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

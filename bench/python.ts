import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { usualBlockFile } from '../core/project/block-file';
import { findProject } from '../core/project/find-project';
import { readPipeline } from '../core/project/read-pipeline';
import type { Project } from '../core/project/types';
import { pythonWithMage, pythonWithXGBoost } from '../test/support/python';
import { haveTaxiData, taxiData } from '../test/support/taxi-data';
import { fastest, inTurn, type Side, type Taken } from './lib/in-turn';
import { measureCommand } from './lib/measure-command';
import { printResult, printTable } from './lib/report';

/**
 * The taxi pipeline in Python, from the files to predictions: run by Eider, against its functions called one after the other
 * in one Python process, which stores nothing, and against Mage's `mage run`. And as far as its matrices, against the
 * pipeline in SQL and TypeScript. Each as processes of its own, in turn, on the real files, or on the sample's synthetic
 * ones when these are not there. Mage comes from PyPI into an environment in the cache, and all sides use that one's
 * Python and packages; where Mage cannot be had, the others are compared without it.
 */

/** Unless `--rounds N` says otherwise. */
const ROUNDS = '7';
/** What running it as a pipeline may take, with storing and reading back: this many times as long, and this much more. */
const TIMES = 1.3;
const MORE = 1;
/** Seconds that any side may take once. */
const TIMEOUT = 300;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: ROUNDS } }, strict: false });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number of at least 1.');
  const withMage = await pythonWithMage();
  const python = 'unavailable' in withMage ? await pythonWithXGBoost() : withMage;
  if ('unavailable' in python) {
    console.log(`\nThe benchmark needs Python with pandas, scikit-learn and XGBoost: ${python.unavailable}`);
    printResult('python', {}, [{ figure: 'share_of_allowed', atMost: 1 }]);
    return;
  }
  const root = process.cwd();
  const data = haveTaxiData ? taxiData : path.join(root, 'samples/green-taxi/data');
  const work = await mkdtemp(path.join(os.tmpdir(), 'eider-bench-'));
  try {
    const results = await inTurn(rounds, [
      ...(await sides(root, work, data, python.command)),
      ...('unavailable' in withMage ? [] : [mage(work, data, withMage.command)]),
    ]);
    report(results, rounds, data, python.command);
    if ('unavailable' in withMage) console.log(`Mage is not compared: ${withMage.unavailable}`);
  } finally {
    await rm(work, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Plain Python and Eider, for the whole pipeline and as far as its matrices, and the pipeline in SQL and TypeScript. */
async function sides(root: string, work: string, data: string, python: string): Promise<Side[]> {
  const twin = await copySample(root, 'green-taxi-python', path.join(work, 'green_taxi_python'));
  const sql = await copySample(root, 'green-taxi', path.join(work, 'green_taxi'));
  const { pipeline } = await readPipeline(twin, 'trip_duration');
  if (pipeline === null) throw new Error('The pipeline trip_duration of samples/green-taxi-python cannot be read.');
  const variables = JSON.stringify({ ...pipeline.variables, data_dir: data });
  const files = pipeline.blocks.map((block) => usualBlockFile(twin, block));
  const plain = (name: string, blocks: number): Side => ({
    name,
    before: () => Promise.resolve(),
    measure: () =>
      measureCommand({
        command: python,
        args: [path.join(root, 'bench/python/plain_pipeline.py'), twin.root, variables, ...files.slice(0, blocks)],
        cwd: work,
        timeout: TIMEOUT,
      }),
  });
  const eider = (name: string, project: Project, ...args: readonly string[]): Side => ({
    name,
    before: () =>
      Promise.all(
        ['outputs', 'runs'].map((kind) =>
          rm(path.join(project.root, '.eider', kind), { recursive: true, force: true, maxRetries: 3 }),
        ),
      ),
    measure: () =>
      measureCommand({
        command: process.execPath,
        args: [path.join(root, 'dist/cli.js'), 'run', ...args, '--project', project.root, '--var', `data_dir=${data}`],
        cwd: work,
        env: { EIDER_PYTHON: python },
        timeout: TIMEOUT,
      }),
  });
  return [
    plain('plain', files.length),
    eider('eider', twin, 'trip_duration'),
    plain('plain_matrices', 3),
    eider('eider_matrices', twin, 'trip_duration', '--block', 'build', '--upstream'),
    eider('sql_matrices', sql, 'data_preparation'),
  ];
}

/** What Mage's command does, on the same project, with its outputs and its database in the temporary folder. */
function mage(work: string, data: string, python: string): Side {
  const stored = path.join(work, 'mage');
  return {
    name: 'mage',
    before: () => rm(path.join(stored, 'data'), { recursive: true, force: true, maxRetries: 3 }),
    measure: () =>
      measureCommand({
        command: python,
        args: [
          '-c',
          'from mage_ai.cli.main import app; app()',
          'run',
          'green_taxi_python',
          'trip_duration',
          '--test',
          '--runtime-vars',
          JSON.stringify({ data_dir: data }),
        ],
        cwd: work,
        env: { HOME: stored, MAGE_DATA_DIR: path.join(stored, 'data') },
        timeout: TIMEOUT,
      }),
  };
}

async function copySample(root: string, name: string, to: string): Promise<Project> {
  const filter = (file: string) => path.basename(file) !== '.eider';
  await cp(path.join(root, 'samples', name), to, { recursive: true, filter });
  return findProject(to);
}

function report(results: readonly Taken[], rounds: number, data: string, python: string): void {
  const measured = (name: string) => fastest(results.find((taken) => taken.name === name));
  const [plain, eider] = [measured('plain'), measured('eider')];
  console.log(
    `\nThe taxi pipeline in Python (least of ${rounds} rounds, whole processes)\ndata: ${data}\nPython: ${python}\n`,
  );
  const row = (title: string, name: string, against: string): string[] => {
    const [one, base] = [measured(name), measured(against)];
    if (one === null || base === null) return [title, 'failed', '', '', ''];
    const ratio = (one.seconds / base.seconds).toFixed(2);
    const memory = Number.isNaN(one.peakMiB)
      ? ['', '']
      : [one.peakMiB.toFixed(0), (one.peakMiB / base.peakMiB).toFixed(2)];
    return [title, one.seconds.toFixed(2), ratio, ...memory];
  };
  printTable([
    ['', 'seconds', 'ratio', 'peak MiB', 'ratio'],
    row('whole pipeline: plain Python', 'plain', 'plain'),
    row('                eider', 'eider', 'plain'),
    row('                mage run', 'mage', 'plain'),
    row('to the matrices: plain Python', 'plain_matrices', 'plain_matrices'),
    row('                 eider', 'eider_matrices', 'plain_matrices'),
    row('                 eider, SQL and TypeScript', 'sql_matrices', 'plain_matrices'),
  ]);
  for (const taken of results) if ('failed' in taken) console.log(`\n${taken.name}: ${taken.failed.message}`);
  const figures: Record<string, number> = {};
  for (const { name } of results) {
    const one = measured(name);
    if (one === null) continue;
    figures[`${name}_seconds`] = one.seconds;
    if (!Number.isNaN(one.peakMiB)) figures[`${name}_peak_mib`] = one.peakMiB;
  }
  if (plain !== null && eider !== null) {
    const allowed = TIMES * plain.seconds + MORE;
    figures['ratio'] = eider.seconds / plain.seconds;
    figures['share_of_allowed'] = eider.seconds / allowed;
    console.log(`\nAllowed: ${TIMES} × ${plain.seconds.toFixed(2)} s + ${MORE} s = ${allowed.toFixed(2)} s`);
  }
  const mageTook = measured('mage');
  if (mageTook !== null && eider !== null) figures['mage_ratio'] = eider.seconds / mageTook.seconds;
  printResult('python', figures, [{ figure: 'share_of_allowed', atMost: 1 }]);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

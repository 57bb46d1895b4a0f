import { DuckDBInstance } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { measurePair, measureScript } from './lib/measure';
import { printResult, printTable } from './lib/report';

/**
 * The taxi pipeline against the same SQL in bare DuckDB, each as a process of its own, in turn: on the real files (or on
 * the sample's synthetic ones when these are not there) and on 50 times their rows.
 */

const COPIES = 50;
const TARGETS = [
  { figure: 'small_ratio', atMost: 1.5 },
  { figure: 'large_ratio', atMost: 1.15 },
];

async function main(): Promise<void> {
  const root = process.cwd();
  const real = path.resolve(root, process.env['EIDER_TAXI_DATA'] ?? '../shared/data/green-taxi');
  const data = existsSync(path.join(real, '2024/01.parquet')) ? real : path.join(root, 'samples/green-taxi/data');
  const work = await mkdtemp(path.join(os.tmpdir(), 'eider-bench-'));
  try {
    const project = path.join(work, 'project');
    await cp(path.join(root, 'samples/green-taxi'), project, {
      recursive: true,
      filter: (file) => !/[\\/]\.eider$/.test(file),
    });
    const large = path.join(work, 'large');
    await multiply(data, large);
    const cli = path.join(root, 'dist/cli.js');
    const bare = path.join(work, 'bare');
    const stored = path.join(project, '.eider');
    // both start without results of an earlier round: to write over a file is quicker than to make one
    const remove = (...folders: string[]) =>
      Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    const compare = (folder: string, rounds: number) =>
      measurePair(
        rounds,
        async () => {
          await remove(path.join(stored, 'outputs'), path.join(stored, 'runs'));
          const variable = `data_dir=${folder}`;
          return measureScript(cli, ['run', 'data_preparation', '--project', project, '--var', variable, '--json']);
        },
        async () => {
          await remove(bare);
          return measureScript(path.join(__dirname, 'bare-pipeline.js'), [folder, bare]);
        },
      );
    const small = await compare(data, 15);
    const big = await compare(large, 5);
    console.log(
      `\nThe taxi pipeline: eider against the same SQL in bare DuckDB (medians, whole processes; data: ${data})\n`,
    );
    printTable([
      ['', 'eider s', 'DuckDB s', 'ratio', 'target', 'eider MiB', 'DuckDB MiB'],
      row('the files', small, 1.5),
      row(`${COPIES} times the rows`, big, 1.15),
    ]);
    const figures = {
      small_seconds: small.ours.seconds,
      small_bare_seconds: small.theirs.seconds,
      small_ratio: small.ratio,
      small_peak_mib: small.ours.peakMiB,
      small_bare_peak_mib: small.theirs.peakMiB,
      large_seconds: big.ours.seconds,
      large_bare_seconds: big.theirs.seconds,
      large_ratio: big.ratio,
      large_peak_mib: big.ours.peakMiB,
      large_bare_peak_mib: big.theirs.peakMiB,
    };
    printResult('pipeline', figures, TARGETS);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function row(name: string, result: Awaited<ReturnType<typeof measurePair>>, target: number): string[] {
  const { ours, theirs, ratio } = result;
  return [
    name,
    ours.seconds.toFixed(2),
    theirs.seconds.toFixed(2),
    ratio.toFixed(2),
    `≤ ${target}`,
    ours.peakMiB.toFixed(0),
    theirs.peakMiB.toFixed(0),
  ];
}

async function multiply(from: string, to: string): Promise<void> {
  await mkdir(path.join(to, '2024'), { recursive: true });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const month of ['2024/01.parquet', '2024/02.parquet']) {
    const query = `SELECT trips.* FROM range(${COPIES}) copies, read_parquet('${path.join(from, month)}') trips`;
    await connection.run(`COPY (${query}) TO '${path.join(to, month)}' (FORMAT parquet)`);
  }
  connection.closeSync();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../core/learn/encode/npy';
import { readSparse } from '../../core/learn/encode/sparse-arrow';
import { readBlockOutputs } from '../../core/store/outputs';
import { root } from '../setup/root';
import { duckdbRows } from '../support/duckdb';
import { eider } from '../support/eider';
import { pythonWithXGBoost, withReason } from '../support/python';
import { haveTaxiData, taxiData, whyNoTaxiData } from '../support/taxi-data';
import { type BlockSource, projectFiles, tempFolder, writeFiles } from '../support/temp-project';

const python = await pythonWithXGBoost();
const noPython = 'unavailable' in python;
const samples = path.join(root, 'samples');
const sampleData = path.join(samples, 'green-taxi', 'data');
const variables = {
  split_on_feature: 'lpep_pickup_datetime',
  split_on_feature_value: '2024-02-01',
  target: 'duration',
  learning_rate: 0.3,
  max_depth: 6,
  num_boost_round: 10,
  random_state: 7,
};

/** A pipeline that has run, by the files of its blocks' outputs. */
interface Ran {
  readonly files: (block: string) => Promise<string[]>;
}

async function run(project: string, pipeline: string, data: string): Promise<Ran> {
  const env = 'command' in python ? { EIDER_PYTHON: python.command } : {};
  const ran = await eider(['run', pipeline, '--project', project, '--var', `data_dir=${data}`], env);
  expect(ran, `${ran.stdout}${ran.stderr}`).toMatchObject({ code: 0 });
  return {
    async files(block) {
      const found = await readBlockOutputs(project, pipeline, block);
      return (found?.manifest.outputs ?? []).map(({ file }) => path.join(found?.folder ?? '', file));
    },
  };
}

async function runSample(name: string, pipeline: string, data: string): Promise<Ran> {
  const project = path.join(await tempFolder(), name);
  const filter = (file: string) => path.basename(file) !== '.eider';
  await cp(path.join(samples, name), project, { recursive: true, filter });
  return run(project, pipeline, data);
}

/** Runs a pipeline whose blocks are files of both samples, each below the one before it. */
async function runMixed(data: string, ...files: readonly string[]): Promise<Ran> {
  const blocks: BlockSource[] = [];
  for (const file of files) {
    const language = file.endsWith('.py') ? 'python' : file.endsWith('.ts') ? 'typescript' : 'sql';
    const above = blocks.at(-1);
    blocks.push({
      uuid: path.parse(file).name,
      type: path.dirname(file).replace(/s$/, ''),
      language,
      upstream: above === undefined ? [] : [above.uuid],
      source: await readFile(
        path.join(samples, language === 'python' ? 'green-taxi-python' : 'green-taxi', file),
        'utf8',
      ),
    });
  }
  const project = await tempFolder();
  await writeFiles(project, projectFiles({ mixed: blocks }, { ...variables, data_dir: data }));
  return run(project, 'mixed', data);
}

/** A stored table's rows in their order, without what pandas has noted of its index. */
async function rowsOf(file: string | undefined): Promise<unknown[][]> {
  const described = await duckdbRows(`DESCRIBE FROM '${file ?? ''}'`);
  const columns = described.map(([name]) => String(name)).filter((name) => !name.startsWith('__index_level_'));
  return duckdbRows(
    `SELECT ${columns
      .toSorted()
      .map((name) => `"${name}"`)
      .join(', ')} FROM '${file ?? ''}'`,
  );
}

async function namesOf(file: string | undefined): Promise<string[]> {
  const described = await duckdbRows(`DESCRIBE FROM '${file ?? ''}'`);
  return described.map(([name]) => String(name)).filter((name) => !name.startsWith('__index_level_'));
}

/** What a block `build` has made: each matrix and each target, whichever way it is stored. */
async function builtBy(ran: Ran) {
  const files = await ran.files('build');
  const matrices = await Promise.all(files.slice(0, 3).map(readSparse));
  const targets = await Promise.all(
    files.slice(3, 6).map(async (file) => {
      if (file.endsWith('.npy')) return Array.from((await readNpy(file)).data, Number);
      return (await rowsOf(file)).map(([value]) => Number(value));
    }),
  );
  return { matrices, targets };
}

/** The sum of each column, the rows added in their order. */
function columnSums(matrix: Awaited<ReturnType<typeof readSparse>>): Float64Array {
  const sums = new Float64Array(matrix.columns);
  matrix.indices.forEach((column, entry) => {
    sums[column] = (sums[column] ?? 0) + (matrix.values[entry] ?? 0);
  });
  return sums;
}

async function expectSameBuilt(ours: Ran, theirs: Ran): Promise<void> {
  const [a, b] = [await builtBy(ours), await builtBy(theirs)];
  expect(a.matrices.map(({ rows, columns }) => [rows, columns])).toEqual(
    b.matrices.map(({ rows, columns }) => [rows, columns]),
  );
  // compared as bytes: a list of a hundred thousand differences tells nobody anything
  const bytes = (numbers: Float64Array) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  a.matrices.forEach((matrix, at) => {
    const other = b.matrices[at] ?? matrix;
    expect(bytes(columnSums(matrix)).equals(bytes(columnSums(other))), `column sums of matrix ${at}`).toBe(true);
    expect(bytes(Float64Array.from(matrix.indices)).equals(bytes(Float64Array.from(other.indices)))).toBe(true);
    expect(bytes(matrix.values).equals(bytes(other.values)), `values of matrix ${at}`).toBe(true);
  });
  a.targets.forEach((target, at) => {
    expect(bytes(Float64Array.from(target)).equals(bytes(Float64Array.from(b.targets[at] ?? [])))).toBe(true);
  });
}

async function errorsOf(ran: Ran): Promise<unknown> {
  const [, , errors] = await ran.files('train');
  return JSON.parse(await readFile(errors ?? '', 'utf8'));
}

describe.skipIf(noPython)(withReason('The taxi pipeline in Python', python), () => {
  const cases = [
    { title: 'the invented trips', data: sampleData, here: true, counts: null },
    {
      title: `the real trips${whyNoTaxiData}`,
      data: taxiData,
      here: haveTaxiData,
      counts: { trips: 110_128, X: [105_870, 7_027], X_train: [54_378, 5_094], X_val: [51_492, 5_094] },
    },
  ];
  for (const { title, data, here, counts } of cases) {
    describe.skipIf(!here)(`on ${title}`, () => {
      it(
        'gives the same tables, matrices and targets as the one in SQL and TypeScript',
        { timeout: 180_000 },
        async () => {
          const ours = await runSample('green-taxi-python', 'trip_duration', data);
          const theirs = await runSample('green-taxi', 'data_preparation', data);
          const [[trips], [theirTrips]] = [await ours.files('ingest'), await theirs.files('ingest')];
          expect(await namesOf(trips)).toEqual(await namesOf(theirTrips));
          const counted = async (file: string | undefined, columns: readonly string[]) =>
            duckdbRows(`SELECT count(*), ${columns.map((name) => `count("${name}")`).join(', ')} FROM '${file ?? ''}'`);
          const columns = await namesOf(theirTrips);
          const [[rows] = []] = await counted(trips, columns);
          expect(Number(rows)).toBe(counts?.trips ?? 53_300);
          expect(await counted(trips, columns)).toEqual(await counted(theirTrips, columns));
          const [prepared, theirPrepared] = [await ours.files('prepare'), await theirs.files('prepare')];
          expect(prepared).toHaveLength(3);
          for (const [at, table] of prepared.entries()) {
            const [rows, theirRows] = [await rowsOf(table), await rowsOf(theirPrepared[at])];
            expect(JSON.stringify(rows) === JSON.stringify(theirRows), `output ${at} of prepare`).toBe(true);
          }
          await expectSameBuilt(ours, theirs);
          if (counts === null) return;
          const { matrices } = await builtBy(ours);
          expect(matrices.map(({ rows, columns }) => [rows, columns])).toEqual([
            counts.X,
            counts.X_train,
            counts.X_val,
          ]);
        },
      );
    });
  }

  it(
    'gives the same when its blocks and those in SQL and TypeScript read each other',
    { timeout: 240_000 },
    async () => {
      const pure = await runMixed(
        sampleData,
        'data_loaders/ingest.py',
        'transformers/prepare.py',
        'data_exporters/build.py',
        'data_exporters/train.py',
      );
      const sqlBetween = await runMixed(
        sampleData,
        'data_loaders/ingest.py',
        'transformers/prepare.sql',
        'data_exporters/build.py',
        'data_exporters/train.py',
      );
      const pythonBetween = await runMixed(
        sampleData,
        'data_loaders/ingest.sql',
        'transformers/prepare.py',
        'data_exporters/build.ts',
        'data_exporters/train.py',
      );
      await expectSameBuilt(sqlBetween, pure);
      await expectSameBuilt(pythonBetween, pure);
      expect(await errorsOf(sqlBetween)).toEqual(await errorsOf(pure));
      expect(await errorsOf(pythonBetween)).toEqual(await errorsOf(pure));
    },
  );
});

import type { DuckDBInstance } from '@duckdb/node-api';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Manifest, OutputKind, StoredOutput } from '../protocol/outputs';
import { locateOutput, type LocatedOutput } from '../store/outputs';
import { blockOutputsFolder } from '../store/paths';
import { createPool, type Pool } from './pool';
import { openDatabase, runQuery } from './session';
import { quoteLiteral } from './sql-text';

/** A temporary project with a DuckDB to fill it, for tests. */
export interface TestProject {
  readonly root: string;
  readonly pool: Pool;
  /** Stores a query's rows as the only output of block `name` of pipeline `p`. */
  storeTable(sql: string, options?: { name?: string; columnNames?: readonly string[] }): Promise<LocatedOutput>;
  /** Stores a file of another kind, written by `write`, as the only output of block `name` of pipeline `p`. */
  storeFile(
    kind: OutputKind,
    name: string,
    file: string,
    write: (file: string) => Promise<unknown>,
  ): Promise<LocatedOutput>;
  /** DuckDB's own answer, as rows of JSON values. */
  ask(sql: string): Promise<unknown[][]>;
  dispose(): Promise<void>;
}

export async function createTestProject(folderName = 'project'): Promise<TestProject> {
  const top = await mkdtemp(path.join(os.tmpdir(), 'eider-data-test-'));
  const root = path.join(top, folderName);
  await mkdir(root, { recursive: true });
  const instance: DuckDBInstance = await openDatabase({ tempDirectory: path.join(top, 'spill'), threads: 2 });
  const pool = createPool(instance, 3);
  let count = 0;

  async function store(name: string, output: Omit<StoredOutput, 'index' | 'bytes' | 'checksum' | 'name'>) {
    const folder = path.join(blockOutputsFolder(root, 'p', name), 'run-1');
    const { size } = await stat(path.join(folder, output.file));
    const manifest: Manifest = {
      version: 1,
      pipeline: 'p',
      block: name,
      run: 'run-1',
      finishedAt: '2024-01-01T00:00:00Z',
      seconds: 0,
      fingerprint: '',
      basis: { source: '', configuration: '', variables: {}, inputs: [], attached: '', asked: false },
      content: '',
      children: null,
      outputs: [{ ...output, index: 0, name: 'output_0', bytes: size, checksum: '' }],
      tests: [],
    };
    await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
    return locateOutput(root, 'p', name, null, 0);
  }

  async function fileIn(name: string, file: string): Promise<string> {
    const folder = path.join(blockOutputsFolder(root, 'p', name), 'run-1');
    await mkdir(folder, { recursive: true });
    return path.join(folder, file);
  }

  return {
    root,
    pool,
    async storeTable(sql, { name = `table_${count++}`, columnNames } = {}) {
      const file = await fileIn(name, 'output_0.parquet');
      return pool.use(async (connection) => {
        const copied = await runQuery(
          connection,
          `COPY (${sql}) TO ${quoteLiteral(file)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
        );
        const source = `read_parquet(${quoteLiteral(file)}, hive_partitioning = false)`;
        const described = await runQuery(connection, `DESCRIBE SELECT * FROM ${source}`);
        const schema = described.map((row, index) => ({
          name: columnNames?.[index] ?? String(row[0]),
          type: String(row[1]),
        }));
        const rows = Number(copied[0]?.[0] ?? 0);
        return store(name, { kind: 'table', file: 'output_0.parquet', rows, columns: schema.length, schema });
      });
    },
    async storeFile(kind, name, file, write) {
      await write(await fileIn(name, file));
      return store(name, { kind, file, rows: null, columns: null, schema: [] });
    },
    ask: (sql) => pool.use(async (connection) => (await connection.runAndReadAll(sql)).getRowsJson()),
    async dispose() {
      pool.close();
      await rm(top, { recursive: true, force: true });
    },
  };
}

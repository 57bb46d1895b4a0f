import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BlockFinished, RunEvent, RunFinished } from '../../core/protocol/run-events';
import { runRequest, type RunRequest } from '../../core/protocol/runner';
import type { RunOptions } from '../../core/run/run-options';
import { runPipeline } from '../../core/run/run-pipeline';
import { readBlockOutputs } from '../../core/store/outputs';
import { DuckDBInstance } from '@duckdb/node-api';

/** What a run of the pipeline `demo` did. */
export interface DemoRun {
  readonly run: string;
  readonly finished: RunFinished;
  readonly events: readonly RunEvent[];
  /** The `block_finished` of a block; throws when there is none. */
  block(uuid: string): BlockFinished;
}

/** A request for the pipeline `demo` of a project made by `tempProject`. */
export function demoRequest(project: string, change: Partial<RunRequest> = {}): RunRequest {
  return runRequest({ project, pipeline: 'demo', origin: 'cli', ...change });
}

export async function runDemo(
  project: string,
  change: Partial<RunRequest> = {},
  options: Partial<Pick<RunOptions, 'signal' | 'onEvent' | 'onWaiting' | 'onStaying' | 'onDebugger' | 'secrets'>> = {},
): Promise<DemoRun> {
  const events: RunEvent[] = [];
  let run = '';
  const finished = await runPipeline(demoRequest(project, change), {
    ...options,
    signal: options.signal ?? new AbortController().signal,
    onStarted: (id) => (run = id),
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  return {
    run,
    finished,
    events,
    block(uuid) {
      const found = events.find((event) => event.type === 'block_finished' && event.block === uuid);
      if (found?.type !== 'block_finished') throw new Error(`block ${uuid} has not finished`);
      return found;
    },
  };
}

/** Rows of a stored table output of the pipeline `demo`, as DuckDB prints them. */
export async function storedRows(project: string, block: string, index = 0): Promise<unknown[][]> {
  const outputs = await readBlockOutputs(project, 'demo', block);
  const output = outputs?.manifest.outputs[index];
  if (outputs === null || output === undefined) throw new Error(`no output ${index} of ${block}`);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll('SELECT * FROM read_parquet($file)', {
    file: path.join(outputs.folder, output.file),
  });
  return reader.getRowsJson();
}

/** Text of a stored output that is not a table. */
export async function storedText(project: string, block: string, index = 0): Promise<string> {
  const outputs = await readBlockOutputs(project, 'demo', block);
  const output = outputs?.manifest.outputs[index];
  if (outputs === null || output === undefined) throw new Error(`no output ${index} of ${block}`);
  return readFile(path.join(outputs.folder, output.file), 'utf8');
}

/** A stored output that is JSON. */
export async function storedJson(project: string, block: string): Promise<unknown> {
  return JSON.parse(await storedText(project, block)) as unknown;
}

/** All files that a run of any pipeline has stored as outputs, by their path, with what they hold. */
export async function storedFiles(project: string, run: string): Promise<Record<string, string>> {
  const entries = await readdir(path.join(project, '.eider/outputs'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const own = files.filter((file) => file.split(path.sep).includes(run)).sort();
  return Object.fromEntries(
    await Promise.all(own.map(async (file) => [file, await readFile(file, 'latin1')] as const)),
  );
}

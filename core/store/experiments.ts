import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { createLimit } from '../limit';
import { foldExperimentLine, type ExperimentState, type ExperimentStatus } from '../protocol/experiment-state';
import { parseExperimentLine, type ExperimentLine, type MetricLine } from '../protocol/experiments';
import type { RunState } from '../protocol/run-state';
import { readManifest } from './outputs';
import { blockRunFolder, childFolder, experimentFile, pipelineExperimentsFolder, storePaths } from './paths';
import { readRun } from './runs';

/** A record found on disk, without having read it. */
export interface ExperimentEntry {
  readonly pipeline: string;
  readonly id: string;
}

/** Files that are read at the same time. */
const READ_AT_ONCE = 32;
const EXTENSION = '.jsonl';

/** Records of one pipeline, or of all, newest first. Reads folders only; ids sort by time. */
export async function listExperiments(root: string, pipeline?: string): Promise<ExperimentEntry[]> {
  const pipelines = pipeline === undefined ? await namesIn(storePaths(root).experiments) : [pipeline];
  const found = await Promise.all(
    pipelines.map(async (name) =>
      (await namesIn(pipelineExperimentsFolder(root, name)))
        .filter((file) => file.endsWith(EXTENSION))
        .map((file): ExperimentEntry => ({ pipeline: name, id: file.slice(0, -EXTENSION.length) })),
    ),
  );
  return found.flat().sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
}

/**
 * What is known of the given trainings, in the same order. One without an end goes on when its block does, and has ended
 * as its block has; when its process is gone it was interrupted. Records that cannot be read, or are not yet there, are left out.
 */
export async function readExperiments(root: string, entries: readonly ExperimentEntry[]): Promise<ExperimentState[]> {
  const limit = createLimit(READ_AT_ONCE);
  const runs = new Map<string, Promise<RunState | null>>();
  const runOf = ({ pipeline, run }: ExperimentState) => {
    const key = `${pipeline}/${run}`;
    const reading = runs.get(key) ?? readRun(root, { pipeline, run });
    runs.set(key, reading);
    return reading;
  };
  const read = async (entry: ExperimentEntry): Promise<ExperimentState | null> => {
    const state = await foldRecord(root, entry);
    if (state === null || state.status !== 'unfinished') return state;
    const status = statusByRun(await runOf(state), state.block);
    if (status === 'running') return { ...state, status };
    // its last lines may have come between our reading and its end
    const last = await foldRecord(root, entry);
    return last === null || last.status !== 'unfinished' ? last : { ...last, status };
  };
  const states = await Promise.all(entries.map((entry) => limit(() => read(entry))));
  return states.filter((state) => state !== null);
}

/** All scores of a training, in the order in which they came. Empty when there is no such record. */
export async function readMetrics(root: string, entry: ExperimentEntry): Promise<MetricLine[]> {
  return (await linesOf(root, entry)).flatMap((text) => {
    const line = parseExperimentLine(text);
    return line?.type === 'metric' ? [line] : [];
  });
}

/** Absolute path of the file of a training's model; null when it has given none, or the output is gone or another by now. */
export async function locateModel(root: string, state: ExperimentState): Promise<string | null> {
  const { model, pipeline, block, run, child } = state;
  if (model === null) return null;
  const whole = blockRunFolder(root, pipeline, block, run);
  const folder = child === null ? whole : childFolder(whole, child.index);
  const outputs = (await readManifest(folder))?.outputs ?? [];
  const there = outputs.some(({ file, checksum }) => file === model.file && checksum === model.checksum);
  return there ? path.join(folder, model.file) : null;
}

/** The scores of an ended training stand in its last line too, so that those of its rounds need not be parsed. */
async function foldRecord(root: string, entry: ExperimentEntry): Promise<ExperimentState | null> {
  const lines = await linesOf(root, entry);
  const end = lines.findLastIndex((line) => line.startsWith('{"type":"ended"'));
  const counting = lines.flatMap((line, at): readonly ExperimentLine[] => {
    if (at < end && line.startsWith('{"type":"metric"')) return [];
    const parsed = parseExperimentLine(line);
    return parsed === null ? [] : [parsed];
  });
  return counting.reduce<ExperimentState | null>(foldExperimentLine, null);
}

/** As what an unfinished record counts, by what became of its block. */
export function statusByRun(run: RunState | null, block: string): ExperimentStatus {
  const status = run?.blocks.find(({ plan }) => plan.uuid === block)?.status;
  if (run?.status === 'running' && status === 'running') return 'running';
  return status === 'failed' || status === 'cancelled' ? status : 'interrupted';
}

async function linesOf(root: string, { pipeline, id }: ExperimentEntry): Promise<string[]> {
  try {
    return (await readFile(experimentFile(root, pipeline, id), 'utf8')).split('\n');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

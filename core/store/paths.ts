import path from 'node:path';

/**
 * Where Eider keeps things inside a project: `<project>/.eider`, ignored by git through a `.gitignore` of its own.
 *
 *     runs/<pipeline>/<run>/events.jsonl, <block>.log
 *     outputs/<pipeline>/<block>/<run>/manifest.json, output_0.parquet …; of a block below a dynamic one 0/, 1/ … with these
 *     experiments/<pipeline>/<id>.jsonl   the record of one training
 *     cache/   compiled blocks, spilled memory
 *     types/   editor types of the `eider` module
 */
export interface StorePaths {
  readonly root: string;
  readonly runs: string;
  readonly outputs: string;
  readonly experiments: string;
  readonly cache: string;
  readonly types: string;
}

export function storePaths(projectRoot: string): StorePaths {
  const root = path.join(projectRoot, '.eider');
  return {
    root,
    runs: path.join(root, 'runs'),
    outputs: path.join(root, 'outputs'),
    experiments: path.join(root, 'experiments'),
    cache: path.join(root, 'cache'),
    types: path.join(root, 'types'),
  };
}

/** Folder of what a run's DuckDB moves from memory to the disk; not there before it does so. */
export function spillFolder(projectRoot: string, run: string): string {
  return path.join(storePaths(projectRoot).cache, 'spill', insideName(run));
}

/** Folder for what conditions, sensors and callbacks of a run need while they run. */
export function scratchFolder(projectRoot: string, run: string): string {
  return path.join(storePaths(projectRoot).cache, 'scratch', insideName(run));
}

/** Folder of one run's event log and block logs. */
export function runFolder(projectRoot: string, pipeline: string, run: string): string {
  return path.join(pipelineRunsFolder(projectRoot, pipeline), insideName(run));
}

/** Folder that holds one folder per run of the pipeline. */
export function pipelineRunsFolder(projectRoot: string, pipeline: string): string {
  return path.join(storePaths(projectRoot).runs, insideName(pipeline));
}

/** Folder that holds one folder per run of the block's stored outputs. */
export function blockOutputsFolder(projectRoot: string, pipeline: string, block: string): string {
  return path.join(storePaths(projectRoot).outputs, insideName(pipeline), flatUuid(block));
}

/** Folder of a block's stored outputs in one run. */
export function blockRunFolder(projectRoot: string, pipeline: string, block: string, run: string): string {
  return path.join(blockOutputsFolder(projectRoot, pipeline, block), insideName(run));
}

/** Inside the folder of a block below a dynamic one: the outputs of one of its runs. */
export function childFolder(blockRun: string, index: number): string {
  return path.join(blockRun, String(index));
}

export function eventLogFile(projectRoot: string, pipeline: string, run: string): string {
  return path.join(runFolder(projectRoot, pipeline, run), 'events.jsonl');
}

export function blockLogFile(projectRoot: string, pipeline: string, run: string, block: string): string {
  return path.join(runFolder(projectRoot, pipeline, run), `${flatUuid(block)}.log`);
}

/** Folder that holds one file for each training in a pipeline. */
export function pipelineExperimentsFolder(projectRoot: string, pipeline: string): string {
  return path.join(storePaths(projectRoot).experiments, insideName(pipeline));
}

/** The record of one training. */
export function experimentFile(projectRoot: string, pipeline: string, id: string): string {
  return path.join(pipelineExperimentsFolder(projectRoot, pipeline), `${insideName(id)}.jsonl`);
}

/** Bytes of UTF-8 up to which a uuid is its own name: leaves room for an extension where names end at 255 bytes. */
const LONGEST_NAME = 120;
/** Characters of a uuid that are kept where it cannot be its own name. */
const KEPT_CHARACTERS = 24;
/** What Windows refuses in a name, and what separates folders anywhere. */
const REFUSED = /[\\/:*?"<>|\p{Cc}]/gu;
/** Names that are devices on Windows, whatever their extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/**
 * A block's uuid as one folder or file name on every system. `/` becomes `_`, as in Mage's variable store, and so does
 * what some system refuses. Whatever cannot be its own name also carries a short hash of itself: two uuids would share a
 * name otherwise, those too that differ only in case.
 */
export function flatUuid(uuid: string): string {
  const plain =
    uuid !== '' &&
    uuid === uuid.toLowerCase() &&
    uuid.search(REFUSED) < 0 &&
    !/^\.|[. ]$/.test(uuid) &&
    !DEVICE.test(uuid) &&
    Buffer.byteLength(uuid) <= LONGEST_NAME;
  if (plain) return uuid;
  const flat = uuid.replaceAll(REFUSED, '_').replace(/^\./, '_');
  const kept = Buffer.byteLength(flat) <= LONGEST_NAME ? flat : Array.from(flat).slice(0, KEPT_CHARACTERS).join('');
  return `${kept}~${fnv1a(uuid)}`;
}

/** The name of a pipeline or a run, which is a folder's name already. One that would lead elsewhere stays inside all the same. */
function insideName(name: string): string {
  return name === '' || name === '.' || name === '..' || /[\\/\0]/.test(name) ? flatUuid(name) : name;
}

/** FNV-1a, 32 bits, in hexadecimal (Fowler, Noll, Vo). */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

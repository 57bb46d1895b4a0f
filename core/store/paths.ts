import path from 'node:path';

/**
 * Where Eider keeps things inside a project: `<project>/.eider`, ignored by git through a `.gitignore` of its own.
 *
 *     runs/<pipeline>/<run>/events.jsonl, <block>.log
 *     outputs/<pipeline>/<block>/<run>/manifest.json, output_0.parquet …
 *     cache/   compiled blocks
 *     types/   editor types of the `eider` module
 */
export interface StorePaths {
  readonly root: string;
  readonly runs: string;
  readonly outputs: string;
  readonly cache: string;
  readonly types: string;
}

export function storePaths(projectRoot: string): StorePaths {
  const root = path.join(projectRoot, '.eider');
  return {
    root,
    runs: path.join(root, 'runs'),
    outputs: path.join(root, 'outputs'),
    cache: path.join(root, 'cache'),
    types: path.join(root, 'types'),
  };
}

/** Folder of one run's event log and block logs. */
export function runFolder(projectRoot: string, pipeline: string, run: string): string {
  return path.join(storePaths(projectRoot).runs, pipeline, run);
}

/** Folder that holds one folder per run of the block's stored outputs. */
export function blockOutputsFolder(projectRoot: string, pipeline: string, block: string): string {
  return path.join(storePaths(projectRoot).outputs, pipeline, flatUuid(block));
}

export function eventLogFile(projectRoot: string, pipeline: string, run: string): string {
  return path.join(runFolder(projectRoot, pipeline, run), 'events.jsonl');
}

export function blockLogFile(projectRoot: string, pipeline: string, run: string, block: string): string {
  return path.join(runFolder(projectRoot, pipeline, run), `${flatUuid(block)}.log`);
}

/**
 * A block's uuid as one folder or file name. `/` becomes `_`, as in Mage's variable store. Two uuids that differ only in
 * that would share a name, so a uuid with a slash also carries a short hash of itself.
 */
export function flatUuid(uuid: string): string {
  return uuid.includes('/') ? `${uuid.replaceAll('/', '_')}~${fnv1a(uuid)}` : uuid;
}

/** FNV-1a, 32 bits, in hexadecimal (Fowler, Noll, Vo). */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BlockResult, DraftOutput } from '../blocks/contract';
import { isMissing } from '../fs-errors';
import { isExisting, writeFileAtomically } from '../project/files';
import type { Retention } from '../protocol/runner';
import type { Basis, Manifest, StoredChild, Usage } from '../protocol/outputs';
import { readManifest, runsIn } from '../store/outputs';
import { storePaths } from '../store/paths';
import { isRunning, type RunEntry } from '../store/runs';
import { contentOf, fingerprintOf, outputsContent } from './fingerprint';
import { isKept, readersOf } from './pins';
import { removeIfPossible } from './remove';
import { isOlder } from './run-id';

/** Where a block's outputs are made, and the way they become visible all at once. */
export interface OutputFolder {
  /** Absolute path of the empty folder that the block writes to. */
  readonly temporary: string;
  /** Takes the checksum of an output that is complete, while others are still written. */
  written(output: DraftOutput): void;
  /** Writes the manifest and renames the folder into place. */
  publish(result: BlockResult, details: PublishDetails): Promise<Manifest>;
  discard(): Promise<void>;
}

export interface PublishDetails {
  readonly pipeline: string;
  readonly block: string;
  readonly run: string;
  readonly finishedAt: string;
  readonly seconds: number;
  readonly usage?: Usage;
  readonly basis: Basis;
}

/** Makes an empty folder beside `final`, which is where its content goes in the end. */
export async function createOutputFolder(final: string): Promise<OutputFolder> {
  const temporary = path.join(path.dirname(final), temporaryName(path.basename(final)));
  await makeEmpty(temporary);
  const checksums = new Map<string, Promise<string>>();
  const checksumOf = ({ file, checksum }: DraftOutput): Promise<string> => {
    if (checksum !== undefined) return Promise.resolve(checksum);
    const known = checksums.get(file) ?? sha256(path.join(temporary, file));
    checksums.set(file, known);
    return known;
  };
  return {
    temporary,
    written(output) {
      checksumOf(output).catch(() => undefined); // told by `publish`, unless the block fails before
    },
    async publish(result, details) {
      const outputs = await Promise.all(
        result.outputs.map(async (output, index) => ({
          index,
          ...output,
          schema: [...output.schema],
          bytes: (await stat(path.join(temporary, output.file))).size,
          checksum: await checksumOf(output),
        })),
      );
      const manifest: Manifest = {
        version: 1,
        ...details,
        fingerprint: fingerprintOf(details.basis),
        content: outputsContent(outputs),
        children: null,
        outputs,
        tests: result.tests.map(({ name, passed, seconds }) => ({ name, passed, seconds })),
      };
      // not synced to the disk: on many file systems that waits for all the data of the outputs too; after a power
      // failure a file that is shorter than its manifest says counts as missing
      await writeFile(path.join(temporary, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
      await moveTo(temporary, final);
      return manifest;
    },
    async discard() {
      await removeIfPossible(temporary);
    },
  };
}

/** An empty folder; what an earlier attempt has left there goes. */
async function makeEmpty(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (isExisting(error)) await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
}

/** Renames a folder, over the one of an earlier attempt of the same run if there is one. */
async function moveTo(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch {
    await rm(to, { recursive: true, force: true });
    await rename(from, to);
  }
}

/**
 * Writes the manifest of a block that ran once for each item, beside the folders of its children, and with it makes them
 * the block's outputs.
 */
export async function publishChildren(
  folder: string,
  children: readonly StoredChild[],
  details: PublishDetails,
): Promise<Manifest> {
  const manifest: Manifest = {
    version: 1,
    ...details,
    fingerprint: fingerprintOf(details.basis),
    content: contentOf(children.map(({ index, name, content }) => [index, name, content])),
    children: [...children],
    outputs: [],
    tests: [],
  };
  await mkdir(folder, { recursive: true });
  await writeFileAtomically(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest)}\n`);
  return manifest;
}

/**
 * Removes outputs of a block that are too old or too many, the newest never; gives how many. What a run has left that came to
 * no outputs, for going on with it, counts by itself. Outputs of a run that goes on are kept, since its next blocks read
 * them, and so are those that one has marked; `isUsed` tells whether a run goes on. `folder` is the name of the block's.
 */
export async function pruneOutputs(
  root: string,
  pipeline: string,
  folder: string,
  { outputs, days }: Pick<Retention, 'outputs' | 'days'>,
  isUsed: (root: string, entry: RunEntry) => Promise<boolean> = isRunning,
): Promise<number> {
  const parent = path.join(storePaths(root).outputs, pipeline, folder);
  const counts = { whole: 0, unfinished: 0 };
  let removed = 0;
  for (const run of await runsIn(parent)) {
    const own = path.join(parent, run);
    const kind = (await readManifest(own)) === null ? 'unfinished' : 'whole';
    counts[kind] += 1;
    if (kind === 'whole' && counts.whole === 1) continue;
    if ((counts[kind] <= outputs && !isOlder(run, days)) || (await isKept(own))) continue;
    const users = [{ root, pipeline, run }, ...(await readersOf(own))];
    const inUse = await Promise.all(users.map((user) => isUsed(user.root, user)));
    if (!inUse.includes(true) && (await removeIfPossible(own))) removed += 1;
  }
  return removed;
}

/** Removes what a killed run left half written; `folder` is the name of the block's. */
export async function sweepTemporary(root: string, pipeline: string, folder: string): Promise<void> {
  const parent = path.join(storePaths(root).outputs, pipeline, folder);
  const names = await readdir(parent).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const name of names) {
    const run = TEMPORARY.exec(name)?.[1];
    if (run === undefined || (await isRunning(root, { pipeline, run }))) continue;
    await removeIfPossible(path.join(parent, name));
  }
}

const TEMPORARY = /^\.(.+)\.tmp$/;

function temporaryName(run: string): string {
  return `.${run}.tmp`;
}

/** Bytes read at once. */
const HASHED_AT_ONCE = 2 ** 20;

/** SHA-256 of a file in hexadecimal. One buffer for all of it: a stream takes fresh memory for each piece. */
async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafeSlow(Math.min(size + 1, HASHED_AT_ONCE)); // the one more meets the end
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      hash.update(buffer.subarray(0, bytesRead));
      if (bytesRead < buffer.length) return hash.digest('hex');
    }
  } finally {
    await handle.close();
  }
}

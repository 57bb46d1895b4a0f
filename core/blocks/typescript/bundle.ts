import type { BuildFailure, Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { EiderError } from '../../errors';
import { flatUuid, storePaths } from '../../store/paths';
import { API_EXPORTS } from './api-exports';

/** A block ready to be loaded. */
export interface BlockBundle {
  /** Absolute path of an ES module with an inline source map. */
  readonly file: string;
  /** SHA-256 over the block's file and everything of the project that it imports. */
  readonly sourceHash: string;
  /**
   * Whether it only computes: it imports nothing but its own files and Eider's modules, and asks for nothing that could go
   * on or stay in a thread after the block. A thread may run several such blocks.
   */
  readonly standsAlone: boolean;
}

/** Bundles name what they take from `eider`: those made for other names are of no use. */
const API_HASH = hashOf(JSON.stringify(API_EXPORTS));
const recordSchema = v.object({
  api: v.literal(API_HASH),
  bundle: v.string(),
  standsAlone: v.boolean(),
  sources: v.record(v.string(), v.string()),
});
const KEPT_BUNDLES = 5;

/**
 * Bundles a TypeScript block with what it imports from the project; packages stay outside and are found from the
 * project's `node_modules`. A bundle is kept in the project's cache and used again while none of its sources changed.
 * Throws `typescript_syntax` with file, line and column.
 */
export function bundleBlock(projectRoot: string, file: string): Promise<BlockBundle> {
  const key = JSON.stringify([projectRoot, file]);
  const bundling = inFlight.get(key) ?? makeBundle(projectRoot, file).finally(() => inFlight.delete(key));
  inFlight.set(key, bundling);
  return bundling;
}

/** Whoever asks for a bundle that is being made waits for the same one. */
const inFlight = new Map<string, Promise<BlockBundle>>();

async function makeBundle(projectRoot: string, file: string): Promise<BlockBundle> {
  // by file and not by uuid: blocks of two pipelines may share a uuid and have different files
  const name = path.relative(projectRoot, file).replaceAll('\\', '/');
  const folder = path.join(storePaths(projectRoot).cache, 'blocks', flatUuid(name));
  const cached = await readCached(folder, projectRoot);
  if (cached !== null) return cached;
  const built = await build(projectRoot, file, folder);
  const standsAlone = built.standsAlone && !(await anyRestless(projectRoot, built.sources));
  const sources = await hashSources(projectRoot, built.sources);
  const sourceHash = hashOf(JSON.stringify(sources));
  const bundle = `${sourceHash.slice(0, 16)}.mjs`;
  await mkdir(folder, { recursive: true });
  await writeWhole(path.join(folder, bundle), built.code);
  await writeWhole(path.join(folder, 'sources.json'), JSON.stringify({ api: API_HASH, bundle, standsAlone, sources }));
  await prune(folder, bundle);
  return { file: path.join(folder, bundle), sourceHash, standsAlone };
}

async function readCached(folder: string, projectRoot: string): Promise<BlockBundle | null> {
  try {
    const parsed = v.safeParse(recordSchema, JSON.parse(await readFile(path.join(folder, 'sources.json'), 'utf8')));
    if (!parsed.success) return null;
    const file = path.join(folder, parsed.output.bundle);
    const now = await hashSources(projectRoot, Object.keys(parsed.output.sources));
    if (JSON.stringify(now) !== JSON.stringify(parsed.output.sources)) return null;
    await stat(file);
    return { file, sourceHash: hashOf(JSON.stringify(now)), standsAlone: parsed.output.standsAlone };
  } catch {
    return null; // missing, half written or moved: it is only a cache
  }
}

interface Built {
  readonly code: string;
  readonly sources: string[];
  readonly standsAlone: boolean;
}

async function build(projectRoot: string, file: string, folder: string): Promise<Built> {
  const esbuild = await import('esbuild');
  try {
    const result = await esbuild.build({
      entryPoints: [file],
      absWorkingDir: projectRoot,
      // the source map's paths are relative to this
      outfile: path.join(folder, 'block.mjs'),
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      sourcemap: 'inline',
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [eiderModules],
    });
    const sources = Object.keys(result.metafile.inputs).filter((input) => !input.startsWith('eider-api:'));
    const imports = Object.values(result.metafile.inputs).flatMap((input) => input.imports);
    const standsAlone = !imports.some(({ external }) => external === true);
    return { code: result.outputFiles[0]?.text ?? '', sources: sources.sort(), standsAlone };
  } catch (error) {
    throw bundleFailure(error, projectRoot, file);
  }
}

/** Lets `eider` and `eider/learn` resolve to what the worker puts on `globalThis` (see worker/api.ts). */
const eiderModules: Plugin = {
  name: 'eider',
  setup(build) {
    build.onResolve({ filter: /^eider(\/learn)?$/ }, ({ path: module }) => ({ path: module, namespace: 'eider-api' }));
    build.onLoad({ filter: /.*/, namespace: 'eider-api' }, ({ path: module }) => {
      const key = module === 'eider' ? 'eider' : 'learn';
      const names = API_EXPORTS[key].join(', ');
      const api = `globalThis[Symbol.for('eider.api')]`;
      const from = key === 'eider' ? `${api}.eider` : `await ${api}.learn()`;
      return { contents: `export const { ${names} } = ${from};`, loader: 'js' };
    });
  },
};

function bundleFailure(error: unknown, projectRoot: string, file: string): unknown {
  if (!isBuildFailure(error)) return error;
  const [first] = error.errors;
  const place = first?.location;
  return new EiderError(
    {
      code: 'typescript_syntax',
      message: first?.text ?? 'The block cannot be compiled.',
      file: place?.file === undefined ? file : path.resolve(projectRoot, place.file),
      line: place?.line ?? 1,
      column: (place?.column ?? 0) + 1,
      detail: error.message,
      ...(first?.notes[0]?.text === undefined ? {} : { remedy: first.notes[0].text }),
    },
    { cause: error },
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** Words that a block needs for what goes on, or stays, when it has ended; a mention in a comment counts too. */
const RESTLESS =
  /\b(set(Timeout|Interval|Immediate)|queueMicrotask|globalThis|global|self|process|require|import\s*\(|eval|Function|Worker|Message(Channel|Port)|BroadcastChannel|AbortSignal|AbortController|fetch|WebSocket|WebAssembly|crypto|performance|FinalizationRegistry)\b|prototype|defineProperty/;

async function anyRestless(root: string, sources: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(sources.map((source) => readFile(path.resolve(root, source), 'utf8')));
  return texts.some((text) => RESTLESS.test(text));
}

async function hashSources(root: string, sources: readonly string[]): Promise<Record<string, string>> {
  const hashes = await Promise.all(sources.map(async (source) => hashOf(await readFile(path.resolve(root, source)))));
  return Object.fromEntries(sources.map((source, index) => [source, hashes[index] ?? '']));
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function writeWhole(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

/** Another run may still be loading an older bundle, so a few are kept. */
async function prune(folder: string, newest: string): Promise<void> {
  const bundles = (await readdir(folder)).filter((name) => name.endsWith('.mjs') && name !== newest);
  const ages = await Promise.all(
    bundles.map(async (name) => ({
      name,
      time: await stat(path.join(folder, name)).then(
        (found) => found.mtimeMs,
        () => 0,
      ),
    })),
  );
  ages.sort((a, b) => b.time - a.time);
  await Promise.all(ages.slice(KEPT_BUNDLES - 1).map(({ name }) => rm(path.join(folder, name), { force: true })));
}

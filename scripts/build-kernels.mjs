// Compiles the kernels of core/learn with AssemblyScript into one WebAssembly file. Their sources are those that run as
// JavaScript too, but for the memory: `kernels/assembly/memory.ts` takes the place of `kernels/memory.ts`.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const folder = 'core/learn/kernels';
const cache = '.cache/kernels';
const options = [
  ...['--runtime', 'stub', '--noAssert', '-O3'],
  ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '16', '--maximumMemory', '65536'],
  ...['--disableWarning', '112'], // v128 passes between functions of the module only
];

/** Writes the compiled kernels to a file; takes them from the cache when their sources have not changed. */
export async function buildKernels(target) {
  const sources = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts')).sort();
  const hash = createHash('sha256').update(JSON.stringify(options));
  for (const source of sources) hash.update(source).update(await readFile(path.join(folder, source)));
  const compiled = path.join(cache, `${hash.digest('hex').slice(0, 16)}.wasm`);
  await mkdir(cache, { recursive: true });
  const isCached = await readFile(compiled).then(
    () => true,
    () => false,
  );
  if (!isCached) await compile(compiled);
  await copyFile(compiled, target);
}

async function compile(target) {
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr } = await asc.main([`${folder}/kernels.ts`, '--outFile', target, ...options], {
    readFile: (name, base) => {
      const source = name.replace(/kernels\/memory\.ts$/, 'kernels/assembly/memory.ts');
      return readFile(path.join(base, source), 'utf8').catch(() => null);
    },
  });
  if (error) throw new Error(`The kernels of ${folder} do not compile:\n${stderr.toString()}`, { cause: error });
}

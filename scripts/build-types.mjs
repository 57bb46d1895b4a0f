// Makes the type declarations of `eider/learn` from core/learn/index.ts and what its exports need: dist/types/learn.d.ts
// and the files in dist/types/learn/. A project's editor reads copies of them.
import { createHash } from 'node:crypto';
import { access, cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const folder = path.resolve('core/learn');
const cache = '.cache/learn-types';

/** Writes the declarations into a folder; takes them from the cache when no source has changed. */
export async function buildLearnTypes(target) {
  const hash = createHash('sha256').update(await readFile('package-lock.json'));
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((name) => /(?<!\.test)\.ts$/.test(name)).sort()) {
    hash.update(name).update(await readFile(path.join(folder, name)));
  }
  const made = path.join(cache, hash.digest('hex').slice(0, 16));
  const isCached = await access(made).then(
    () => true,
    () => false,
  );
  if (!isCached) await make(made);
  await cp(made, target, { recursive: true });
}

async function make(target) {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile('core/tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: ['learn/index.ts'] },
    ts.sys,
    'core',
  );
  const declared = new Map();
  const ambient = ['assembly-types.d.ts', 'webassembly.d.ts'].map((name) => path.join(folder, 'kernels', name));
  const program = ts.createProgram([path.join(folder, 'index.ts'), ...ambient], {
    ...options,
    composite: false,
    incremental: false,
    rootDir: path.resolve('core'),
    outDir: '/',
  });
  program.emit(undefined, (file, text) => declared.set(file, text), undefined, true);
  const temporary = `${target}.${process.pid}`;
  await rm(temporary, { recursive: true, force: true });
  const open = ['/learn/index.d.ts'];
  const seen = new Set(open);
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const text = declared.get(file);
    if (text === undefined)
      throw new Error(`core/learn/index.ts exports something declared in ${file}, which is not made`);
    const written = path.join(temporary, file);
    await mkdir(path.dirname(written), { recursive: true });
    await writeFile(written, text.replace(/\n\/\/# sourceMappingURL.*/, ''));
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (!fileName.startsWith('.')) throw new Error(`${file} needs ${fileName}, which a user's project has not`);
      const next = `${path.join(path.dirname(file), fileName)}.d.ts`;
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  }
  await writeFile(path.join(temporary, 'learn.d.ts'), "export * from './learn/index';\n");
  await rename(temporary, target);
}

// `npm run bench -- NAME`: builds, then runs bench/NAME.ts. Each prints a readable table and, as its last line, one JSON
// object with its figures, its targets and whether they were met. A slow machine is no failure: the exit code is 0 then too.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const [name, ...options] = process.argv.slice(2);
const known = readdirSync('bench').flatMap((file) => (file.endsWith('.ts') ? [path.basename(file, '.ts')] : []));
if (name === undefined || !known.includes(name)) {
  console.error(`usage: npm run bench -- NAME\nNAME is one of: ${known.join(', ')}`);
  process.exit(2);
}
if (!existsSync('dist/cli.js') || !options.includes('--no-build')) {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
const outdir = path.resolve('.cache/bench');
await build({
  entryPoints: readdirSync('bench', { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join('bench', file)),
  outdir,
  outbase: 'bench',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  define: { 'import.meta.dirname': '__dirname' },
  external: ['@duckdb/node-api', 'esbuild'],
  logLevel: 'warning',
});
const run = spawnSync(process.execPath, [path.join(outdir, `${name}.js`), ...options], { stdio: 'inherit' });
process.exit(run.status ?? 1);

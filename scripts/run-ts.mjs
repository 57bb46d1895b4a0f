// Runs a TypeScript program of the repository: `node scripts/run-ts.mjs FILE [arguments]`. Bundled first, packages stay outside.
import { build } from 'esbuild';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node scripts/run-ts.mjs FILE [arguments]');
  process.exit(2);
}
// inside the repository, so that packages are found
const outfile = path.resolve(
  '.cache',
  'scripts',
  `${path.relative('.', file).replaceAll(/[^\w-]+/g, '-')}-${process.pid}.mjs`,
);
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.execPath, outfile, ...args];
process.setSourceMapsEnabled(true);
try {
  await import(pathToFileURL(outfile).href);
} finally {
  await rm(outfile);
}

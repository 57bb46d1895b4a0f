// Builds everything into dist/: one bundle per process (see ARCHITECTURE.md), the webviews, and the files they load.
// `--watch` rebuilds on change; `--production` leaves source maps out; names of bundles build only those.
import { build, context } from 'esbuild';
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { buildKernels } from './build-kernels.mjs';
import { buildLearnTypes } from './build-types.mjs';
import { webOptions } from './web-options.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const common = {
  bundle: true,
  metafile: true,
  // smaller, so quicker to start; names stay while developing, for stack traces and debuggers
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
};
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // native: loaded from node_modules at run time
  external: ['vscode', '@duckdb/node-bindings', 'esbuild'],
};
const web = { ...common, ...webOptions, format: 'esm' };

const allBundles = {
  extension: {
    ...node,
    entryPoints: ['extension/extension.ts'],
    outfile: 'dist/extension.js',
    // a bundle of its own, loaded with the first document that the language server knows: activation stays quick
    alias: { 'vscode-languageclient/node': './language-client.js' },
    external: [...node.external, './language-client.js'],
    supported: { 'dynamic-import': false }, // the host loads extensions with require
  },
  'language-client': { ...node, entryPoints: ['vscode-languageclient/node'], outfile: 'dist/language-client.js' },
  server: { ...node, entryPoints: ['language-server/main.ts'], outfile: 'dist/server.js' },
  runner: { ...node, entryPoints: ['core/run/runner.ts'], outfile: 'dist/runner.js' },
  data: { ...node, entryPoints: ['core/data/process.ts'], outfile: 'dist/data.js' },
  'block-worker': { ...node, entryPoints: ['core/blocks/typescript/worker/main.ts'], outfile: 'dist/block-worker.js' },
  'learn-worker': { ...node, entryPoints: ['core/learn/kernels/helper-thread.ts'], outfile: 'dist/learn-worker.js' },
  cli: { ...node, entryPoints: ['cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  'webview-graph': { ...web, entryPoints: ['webview/graph/main.tsx'], outfile: 'dist/webview/graph.js' },
  'webview-experiments': {
    ...web,
    entryPoints: ['webview/experiments/main.tsx'],
    outfile: 'dist/webview/experiments.js',
  },
  'webview-found': { ...web, entryPoints: ['webview/found/main.tsx'], outfile: 'dist/webview/found.js' },
  'webview-output': { ...web, entryPoints: ['webview/output/main.tsx'], outfile: 'dist/webview/output.js' },
};

const bundles = Object.entries(allBundles).filter(([name]) => only.length === 0 || only.includes(name));

if (only.length === 0) await rm('dist', { recursive: true, force: true });
await mkdir('dist/meta', { recursive: true });
await Promise.all([
  buildKernels('dist/learn.wasm'),
  cp('core/blocks/typescript/eider.d.ts', 'dist/types/eider.d.ts'),
  buildLearnTypes('dist/types/learn.d.ts'),
  cp('python', 'dist/python', { recursive: true, filter: (source) => !source.includes('__pycache__') }),
  cp('node_modules/sql.js/dist/sql-wasm.wasm', 'dist/sql-wasm.wasm'),
  cp('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css'),
  cp('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf'),
]);

if (watch) {
  const contexts = await Promise.all(bundles.map(([, options]) => context({ ...options, logLevel: 'info' })));
  await Promise.all(contexts.map((bundle) => bundle.watch()));
} else {
  await Promise.all(
    bundles.map(async ([name, options]) => {
      const { metafile } = await build(options);
      await writeFile(`dist/meta/${name}.json`, JSON.stringify(metafile));
    }),
  );
  await chmod('dist/cli.js', 0o755);
}

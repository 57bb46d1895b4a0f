import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleRules, bundlesOf, forbidden, packagesOfMetafile, reachedPackages } from './bundles';
import { importsOf } from './imports';
import { checkout, ownSources, parseSource, readTracked } from './source-files';

const script = parseSource('scripts/build.mjs', readTracked('scripts/build.mjs'));
const bundles = bundlesOf(script);
const sources = ownSources();
const isSource = (entry: string): boolean => sources.some((source) => source.path === entry);
const imports = importsOf(sources);
const metafile = (name: string): string => path.join(checkout, 'dist', 'meta', `${name}.json`);

describe('the bundles', () => {
  it('each have a rule', () => {
    expect(bundles.map(({ name }) => name).sort()).toEqual(Object.keys(bundleRules).sort());
  });

  // a bundle of a package alone has no source of ours to begin with
  it.each(bundles.filter(({ entry }) => isSource(entry)))(
    '$name reaches nothing in the sources that must not be in it',
    ({ name, entry }) => {
      const reached = reachedPackages(entry, imports);
      expect(reached.size).toBeGreaterThan(0);
      const rule = bundleRules[name];
      const wrong = rule === undefined ? [] : forbidden(rule, reached.keys());
      expect(wrong.map((found) => `${reached.get(found) ?? ''} imports ${found}`)).toEqual([]);
    },
  );

  it.each(bundles.filter(({ name }) => existsSync(metafile(name))))(
    '$name holds nothing of the sort once built',
    ({ name }) => {
      const built = packagesOfMetafile(JSON.parse(readFileSync(metafile(name), 'utf8')));
      const rule = bundleRules[name];
      expect(rule === undefined ? [] : forbidden(rule, built)).toEqual([]);
    },
  );
});

describe('the checks', () => {
  it('find what an entry reaches through other files, types apart', () => {
    const files = {
      'extension/extension.ts': "import { a } from './a'; import type { Table } from 'apache-arrow';",
      'extension/a.ts': "import { run } from '../core/run';",
      'core/run.ts': "const duckdb = import('@duckdb/node-api'); import fs from 'node:fs';",
      'core/other.ts': "import esbuild from 'esbuild';",
    };
    const found = importsOf(Object.entries(files).map(([file, text]) => parseSource(file, text)));
    const reached = reachedPackages('extension/extension.ts', found);
    expect([...reached]).toEqual([
      ['@duckdb/node-api', 'core/run.ts'],
      ['node:fs', 'core/run.ts'],
    ]);
    const { extension, 'webview-graph': webview } = bundleRules;
    if (extension === undefined || webview === undefined) throw new Error('unexpected');
    expect(forbidden(extension, reached.keys())).toEqual(['@duckdb/node-api']);
    expect(forbidden(webview, reached.keys())).toEqual(['@duckdb/node-api', 'node:fs']);
  });

  it('find what a metafile tells', () => {
    const built = packagesOfMetafile({
      inputs: {
        'extension/a.ts': {},
        'node_modules/yaml/dist/index.js': {},
        'node_modules/a/node_modules/@s/b/i.js': {},
      },
      outputs: {
        'dist/extension.js': {
          imports: [
            { path: 'esbuild', kind: 'require-call', external: true },
            { path: 'dist/chunk.js', kind: 'import-statement' },
          ],
        },
      },
    });
    expect(built).toEqual(['@s/b', 'esbuild', 'yaml']);
  });

  it('find the bundles of a build script', () => {
    const text =
      "const all = { 'a-b': { ...node, entryPoints: ['x/main.ts'], outfile: 'dist/x.js' }, other: { y: 1 } };";
    expect(bundlesOf(parseSource('build.mjs', text))).toEqual([{ name: 'a-b', entry: 'x/main.ts' }]);
  });
});

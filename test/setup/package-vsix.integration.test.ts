import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './command';
import { root } from './root';

describe('the packaged extension', () => {
  let files: readonly string[] = [];
  beforeAll(async () => {
    const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
    const listed = await runCommand(process.execPath, [vsce, 'ls', '--dependencies'], { cwd: root });
    files = listed.split('\n').map((line) => line.trim());
  });

  it('has what is loaded from node_modules at run time', () => {
    expect(files).toContain('node_modules/@duckdb/node-bindings/duckdb.js');
    expect(files.some((file) => /^node_modules\/@duckdb\/node-bindings-[^/]+\/duckdb\.node$/.test(file))).toBe(true);
    expect(files.some((file) => /^node_modules\/@esbuild\/[^/]+\/(bin\/)?esbuild(\.exe)?$/.test(file))).toBe(true);
    expect(files).toContain('node_modules/esbuild/lib/main.js');
  });

  it('has no package beyond those', () => {
    const packages = files.flatMap((file) => /^node_modules\/(@[^/]+|[^/]+)\//.exec(file)?.[1] ?? []);
    expect(files.filter((file) => file.startsWith('node_modules/@duckdb/node-api/'))).toEqual([]); // it is in the bundles
    expect([...new Set(packages)].sort()).toEqual(['@duckdb', '@esbuild', 'detect-libc', 'esbuild']);
  });

  it('has no sources and no source maps', () => {
    expect(files.filter((file) => /\.(map|tsx)$|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });
});

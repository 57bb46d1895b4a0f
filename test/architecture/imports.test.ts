import { describe, expect, it } from 'vitest';
import { importCycles } from './cycles';
import { importViolations } from './import-rules';
import { importsOf } from './imports';
import { ownSources, parseSource } from './source-files';

const sources = ownSources();

function imports(files: Readonly<Record<string, string>>) {
  return importsOf(Object.entries(files).map(([file, text]) => parseSource(file, text)));
}

describe('imports between folders', () => {
  it('follow the rules', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(importViolations(importsOf(sources))).toEqual([]);
  });

  it.each([
    ['core/a.ts', "import * as vscode from 'vscode';"],
    ['core/a.ts', "import type { Uri } from 'vscode';"],
    ['core/a.ts', "export { x } from '../cli/x';"],
    ['core/a.ts', "const x = import('../cli/x');"],
    ['core/a.ts', "let x: import('../cli/x').X;"],
    ['core/protocol/a.ts', "import path from 'node:path';"],
    ['core/protocol/a.ts', "import { parse } from 'yaml';"],
    ['core/protocol/a.ts', "import { b } from '../b';"],
    ['cli/a.ts', "import { e } from '../extension/e';"],
    ['language-server/a.ts', "import { x } from '../cli/x';"],
    ['webview/a.tsx', "import { b } from '../core/b';"],
    ['webview/a.tsx', "import { readFile } from 'fs/promises';"],
    ['extension/a.ts', "import { w } from '../webview/w';"],
    ['test/e2e/a.ts', "import { e } from '../../extension/e';"],
    ['core/a.test.ts', "import { x } from '../cli/x';"],
    ['elsewhere/a.ts', "import { x } from '../cli/x';"],
  ])('would be refused in %s: %s', (file, text) => {
    const files = { 'cli/x.ts': '', 'core/b.ts': '', 'extension/e.ts': '', 'webview/w.ts': '', [file]: text };
    expect(importViolations(imports(files))).toHaveLength(1);
  });

  it.each([
    ['core/a.ts', "import { b } from './b'; import { parse } from 'yaml'; import path from 'node:path';"],
    ['core/protocol/a.ts', "import * as v from 'valibot';"],
    ['core/protocol/a.test.ts', "import { it } from 'vitest'; import fs from 'node:fs';"],
    ['webview/a.tsx', "import { p } from '../core/protocol/p'; import { h } from 'preact';"],
    ['extension/a.ts', "import * as vscode from 'vscode'; import { b } from '../core/b';"],
  ])('are allowed in %s: %s', (file, text) => {
    expect(importViolations(imports({ 'core/b.ts': '', 'core/protocol/p.ts': '', [file]: text }))).toEqual([]);
  });
});

describe('imports between files', () => {
  it('make no cycle', () => {
    expect(importCycles(importsOf(sources))).toEqual([]);
  });

  it('would be found making one, also by their types alone', () => {
    const files = {
      'core/a.ts': "import { b } from './b';",
      'core/b.ts': "export * from './c';",
      'core/c.ts': "import type { A } from './a';",
      'core/d.ts': "import { a } from './a';",
    };
    expect(importCycles(imports(files))).toEqual([['core/a.ts', 'core/b.ts', 'core/c.ts']]);
    expect(importCycles(imports({ 'core/a.ts': "import { a } from './a';" }))).toEqual([['core/a.ts']]);
  });
});

import { describe, expect, it } from 'vitest';
import { looksLikeBlockFile } from '../projects/block-file-name';
import { aBlock } from '../testing';
import { nameProblem } from './block-name';
import { deletionText } from './deletion-text';
import { diagnosticsText } from './diagnostics-text';

describe('before a block is deleted', () => {
  it('the user hears who uses it', () => {
    expect(deletionText(aBlock('prepare'), ['build', 'histogram'], [])).toBe(
      'Used by build, histogram, which will lose it as an input.\nNo other block uses its file prepare.sql.',
    );
  });

  it('the user hears that a shared file stays', () => {
    expect(deletionText(aBlock('prepare'), [], ['other/prepare'])).toBe(
      'Nothing else in the pipeline uses it.\nIts file prepare.sql stays: other/prepare uses it too.',
    );
  });

  it('nothing is said of a file that is not there', () => {
    expect(deletionText(aBlock('prepare', { fileExists: false }), [], [])).not.toContain('file');
  });
});

describe('the name of a new block', () => {
  it('must have letters and be new', () => {
    expect(nameProblem('__', new Set())).toContain('letters');
    expect(nameProblem('prepare', new Set(['prepare']))).toBe('There is a prepare already.');
    expect(nameProblem('prepare_2', new Set(['prepare']))).toBeNull();
  });
});

describe('a path', () => {
  it.each([
    ['/proj/taxi/transformers/prepare.sql', true],
    ['C:\\taxi\\data_loaders\\sub\\ingest.py', true],
    ['/proj/taxi/custom/train.ts', true],
    ['/proj/taxi/charts/by_day.py', false],
    ['/proj/taxi/README.md', false],
    ['/proj/taxi/src/prepare.sql', false],
  ])('%s: a block’s file is %s', (file, is) => {
    expect(looksLikeBlockFile(file)).toBe(is);
  });
});

it('Diagnostics tell the versions, the machine and the projects', () => {
  const text = diagnosticsText({
    eider: '0.1.0',
    vscode: '1.100.0 (Code, desktop)',
    remote: 'none',
    node: 'v20.0.0',
    system: 'linux x64, 6.1',
    machine: '2 cores, 8 GiB',
    trusted: false,
    folders: 1,
    running: 0,
    projects: [{ name: 'taxi', pipelines: 3, runs: 5, limits: { memory: null, threads: 2, parallel: null } }],
    logs: '/logs',
  });
  expect(text).toContain('1 folders, not trusted');
  expect(text).toContain('- taxi: 3 pipelines, 5 runs; memory default, threads 2, parallel blocks cores');
});

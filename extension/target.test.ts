import { describe, expect, it } from 'vitest';
import { blockOf, pipelineOf, placeOf, problemText, productOf, resolveTarget, runOf } from './target';

describe('what a command was called with', () => {
  it('is a tree element', () => {
    const node = { kind: 'block', id: 'x', project: '/p', pipeline: 'taxi', block: 'ingest', entry: {} };
    expect(resolveTarget(node)).toEqual({ project: '/p', pipeline: 'taxi', block: 'ingest' });
  });

  it('is a reference that names a run', () => {
    const target = resolveTarget({ project: '/p', pipeline: 'taxi', run: 'r1' });
    expect(runOf(target)).toEqual({ project: '/p', pipeline: 'taxi', run: 'r1' });
    expect(blockOf(target)).toBeNull();
  });

  it('is a data product', () => {
    const node = { kind: 'product', registry: '/p', project: '/q', pipeline: 'prepare', product: 'training_set' };
    expect(productOf(node)).toEqual({ project: '/p', product: 'training_set' });
    expect(productOf({ project: '/p', pipeline: 'prepare' })).toBeNull();
    expect(productOf(undefined)).toBeNull();
  });

  it('may name a project alone', () => {
    const target = resolveTarget({ project: '/p' });
    expect(target).toEqual({ project: '/p' });
    expect(pipelineOf(target)).toBeNull();
  });

  it.each([undefined, null, 3, 'eider', {}, { project: '' }, { pipeline: 'taxi' }, { fsPath: '/p/a.sql' }])(
    'is no target when it is %j',
    (argument) => {
      expect(resolveTarget(argument)).toBeNull();
    },
  );

  it('has no block without a pipeline', () => {
    expect(resolveTarget({ project: '/p', block: 'ingest' })).toEqual({ project: '/p' });
  });
});

describe('a place', () => {
  it('comes from a problem or a message', () => {
    expect(placeOf({ code: 'x', file: '/a.sql', line: 3, column: 2 })).toEqual({ file: '/a.sql', line: 3, column: 2 });
    expect(placeOf({ file: '/a.sql', line: 'three' })).toEqual({ file: '/a.sql' });
  });

  it('needs a file', () => {
    expect(placeOf({ line: 3 })).toBeNull();
    expect(placeOf(undefined)).toBeNull();
  });
});

it('A problem says what is wrong and what to do', () => {
  expect(problemText({ code: 'x', severity: 'error', message: 'No such block.', remedy: 'Add it.' })).toBe(
    'No such block. Add it.',
  );
});

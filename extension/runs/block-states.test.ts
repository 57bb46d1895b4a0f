import { describe, expect, it } from 'vitest';
import { aBlockState, anOutput, aRun } from '../testing';
import { changedBlocks, newestBlockStates, outputRows, runProgress } from './block-states';
import { statusText } from './status-text';

const reused = (uuid: string) =>
  aBlockState(uuid, {
    status: 'reused',
    plan: { uuid, name: uuid, type: 'transformer', language: 'sql', upstream: [], action: 'reuse' },
  });

describe('the newest word on each block', () => {
  it('is that of the newest run that executed it', () => {
    const states = newestBlockStates([
      aRun('r2', [aBlockState('prepare', { status: 'failed' })], 'failed'),
      aRun('r1', [aBlockState('ingest'), aBlockState('prepare')]),
    ]);
    expect(states.get('ingest')).toMatchObject({ run: 'r1', state: { status: 'completed' } });
    expect(states.get('prepare')).toMatchObject({ run: 'r2', state: { status: 'failed' } });
  });

  it('is not that of a run which only reused it', () => {
    const states = newestBlockStates([
      aRun('r2', [reused('ingest'), aBlockState('prepare')]),
      aRun('r1', [aBlockState('ingest', { outputs: [anOutput(5)] })]),
    ]);
    expect(states.get('ingest')).toMatchObject({ run: 'r1' });
  });

  it('is that it was reused, when nothing else is known', () => {
    expect(newestBlockStates([aRun('r2', [reused('ingest')])]).get('ingest')?.state.status).toBe('reused');
  });
});

it('Rows are counted of outputs that have rows', () => {
  expect(outputRows([anOutput(3), anOutput(null, { kind: 'model' }), anOutput(4)])).toEqual([3, 4]);
});

describe('the progress of a run', () => {
  const run = aRun(
    'r1',
    [reused('ingest'), aBlockState('prepare'), aBlockState('build', { status: 'running' })],
    'running',
  );

  it('counts the blocks it executes', () => {
    expect(runProgress(run)).toEqual({ done: 1, planned: 2 });
  });

  it('counts neither blocks that failed nor those that were cancelled', () => {
    const ended = aRun(
      'r1',
      [
        aBlockState('ingest'),
        aBlockState('prepare', { status: 'failed' }),
        aBlockState('build', { status: 'cancelled' }),
      ],
      'failed',
    );
    expect(runProgress(ended)).toEqual({ done: 1, planned: 3 });
  });

  it('stands in the status bar', () => {
    expect(statusText(run, 1)).toBe('$(sync~spin) taxi 1/2');
    expect(statusText(run, 3)).toBe('$(sync~spin) taxi 1/2 +2');
    expect(statusText({ ...run, status: 'failed' }, 0)).toBe('$(error) taxi 1/2');
  });
});

describe('the blocks that changed', () => {
  it('are those with a new state', () => {
    const before = aRun('r1', [aBlockState('ingest'), aBlockState('prepare', { status: 'pending' })], 'running');
    const [ingest] = before.blocks;
    const after = { ...before, blocks: [...(ingest ? [ingest] : []), aBlockState('prepare', { status: 'running' })] };
    expect(changedBlocks(before, after)).toEqual(['prepare']);
  });

  it('are all of a run that is new', () => {
    expect(changedBlocks(null, aRun('r1', [aBlockState('ingest')]))).toEqual(['ingest']);
  });
});

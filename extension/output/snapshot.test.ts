import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../core/protocol/outputs';
import { aBlock, aBlockState, aChart, anOutput, aReading, aRun } from '../testing';
import { outputSubject } from './snapshot';

const ref = { project: '/project', pipeline: 'taxi', block: 'ingest' };
const { pipeline } = aReading([aBlock('ingest', { name: 'Ingest' })], {
  charts: [aChart('by_day', ['ingest']), aChart('other', ['prepare'])],
});
const manifest: Manifest = {
  version: 1,
  pipeline: 'taxi',
  block: 'ingest',
  run: 'r1',
  finishedAt: '2024-01-31T10:00:01.000Z',
  seconds: 1,
  fingerprint: 'f',
  basis: { source: '', configuration: '', variables: {}, inputs: [], attached: '', asked: false },
  content: '',
  children: null,
  outputs: [{ ...anOutput(7), schema: [{ name: 'a', type: 'BIGINT' }], checksum: 'c' }],
  tests: [],
};

describe('what the output view shows of a block', () => {
  it('is nothing but its name before it has run', () => {
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline, runs: [], manifest: null })).toMatchObject({
      blockName: 'Ingest',
      language: 'sql',
      run: null,
      logRun: null,
      status: null,
      outputs: [],
    });
  });

  it('is its stored outputs and the charts that hang on it', () => {
    const runs = [aRun('r1', [aBlockState('ingest')])];
    const subject = outputSubject({ allowsScripts: () => false, ref, pipeline, runs, manifest });
    expect(subject.outputs).toEqual([anOutput(7)]);
    expect(subject.charts.map(({ uuid }) => uuid)).toEqual(['by_day']);
  });

  it('is the last whole output beside the log of a newer run that failed', () => {
    const failure = { code: 'sql', severity: 'error', message: 'No.' } as const;
    const runs = [aRun('r2', [aBlockState('ingest', { status: 'failed', failure })], 'failed')];
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline, runs, manifest })).toMatchObject({
      run: 'r1',
      logRun: 'r2',
      status: 'failed',
      failure,
    });
  });

  it('knows since when the block has been running', () => {
    const startedAt = '2024-01-31T12:00:00.000Z';
    const runs = [aRun('r2', [aBlockState('ingest', { status: 'running', startedAt, seconds: null })], 'running')];
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline, runs, manifest })).toMatchObject({
      startedAt,
      seconds: null,
    });
  });

  it('is what is stored when the runs and the pipeline cannot be read', () => {
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline: null, runs: [], manifest })).toMatchObject({
      blockName: 'ingest',
      run: 'r1',
      logRun: 'r1',
      status: 'completed',
      seconds: 1,
    });
  });

  it('says of an output that is kept how long the run took that made it', () => {
    const runs = [aRun('r2', [aBlockState('ingest', { status: 'reused', seconds: 0 })]), aRun('r1', [])];
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline, runs, manifest })).toMatchObject({
      status: 'reused',
      seconds: 1,
      run: 'r1',
    });
  });

  it('knows which try goes on, why the last one failed, and when the next begins', () => {
    const failure = { code: 'fetch', severity: 'error', message: 'Busy.' } as const;
    const time = '2024-01-31T12:00:00.000Z';
    const lastRetry = { type: 'block_retried', time, block: 'ingest', attempt: 2, delay: 30, failure } as const;
    const tried = { retries: 2, lastRetry };
    const during = [aRun('r2', [aBlockState('ingest', { ...tried, status: 'running' })], 'running')];
    const nextAt = '2024-01-31T12:00:30.000Z';
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline, runs: during, manifest }).retry).toEqual({
      failed: 2,
      failure,
      nextAt,
    });
    const after = [aRun('r2', [aBlockState('ingest', tried)])];
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline, runs: after, manifest }).retry).toEqual({
      failed: 2,
      failure,
      nextAt: null,
    });
  });

  it('knows to which blocks a condition belongs, and how often a sensor looks', () => {
    const sensor = aBlock('arrived', { type: 'sensor', sensor: { interval: 5 } });
    const condition = aBlock('only_if', { type: 'conditional', upstream: ['arrived'] });
    const { pipeline: other } = aReading([sensor, aBlock('ingest')], { conditionals: [condition] });
    const of = (block: string) =>
      outputSubject({ allowsScripts: () => false, ref: { ...ref, block }, pipeline: other, runs: [], manifest: null });
    expect(of('arrived').looksEvery).toBe(5);
    expect(of('only_if').attachedTo).toEqual([{ uuid: 'arrived', name: 'arrived' }]);
  });
});

describe('what the output view shows of a block that runs once for each item', () => {
  const counted = { total: 10, completed: 7, failed: 1, cancelled: 0, conditionFailed: 0, failures: [] };
  const stored = {
    ...manifest,
    outputs: [],
    children: [
      { index: 0, name: 'a', content: '' },
      { index: 1, name: 'b', content: '' },
    ],
  };
  const list = aBlockState('list');
  const above = { ...list, plan: { ...list.plan, name: 'List', dynamic: true } };
  const state = aBlockState('ingest', { status: 'running', children: counted });
  const each = { ...state, plan: { ...state.plan, upstream: ['list'] } };

  it('counts the runs of the newest run that had any, beside outputs of an earlier one', () => {
    const runs = [aRun('r2', [above, each], 'running')];
    const subject = outputSubject({ allowsScripts: () => false, ref, pipeline, runs, manifest: stored });
    expect(subject.children).toEqual({
      run: 'r2',
      total: 10,
      completed: 7,
      failed: 1,
      cancelled: 0,
      conditionFailed: 0,
      itemsOf: [{ uuid: 'list', name: 'List' }],
    });
    expect(subject.run).toBe('r1');
  });

  it('counts those that are stored when the newest run only kept them', () => {
    const runs = [aRun('r2', [aBlockState('ingest', { status: 'reused' })])];
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline, runs, manifest: stored }).children).toMatchObject(
      {
        run: 'r1',
        total: 2,
        completed: 2,
      },
    );
    expect(outputSubject({ allowsScripts: () => false, ref, pipeline, runs, manifest }).children).toBeNull();
  });

  it('stays small, however many there are', () => {
    const children = Array.from({ length: 10_000 }, (_, index) => ({ index, name: `store_${index}`, content: 'c' }));
    const subject = outputSubject({
      allowsScripts: () => false,
      ref,
      pipeline,
      runs: [],
      manifest: { ...stored, children },
    });
    expect(subject.children?.total).toBe(10_000);
    expect(JSON.stringify(subject).length).toBeLessThan(2000);
  });
});

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
  basis: { source: '', configuration: '', variables: {}, inputs: [], attached: '' },
  content: '',
  children: null,
  outputs: [{ ...anOutput(7), schema: [{ name: 'a', type: 'BIGINT' }], checksum: 'c' }],
  tests: [],
};

describe('what the output view shows of a block', () => {
  it('is nothing but its name before it has run', () => {
    expect(outputSubject({ ref, pipeline, runs: [], manifest: null })).toMatchObject({
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
    const subject = outputSubject({ ref, pipeline, runs, manifest });
    expect(subject.outputs).toEqual([anOutput(7)]);
    expect(subject.charts.map(({ uuid }) => uuid)).toEqual(['by_day']);
  });

  it('is the last whole output beside the log of a newer run that failed', () => {
    const failure = { code: 'sql', severity: 'error', message: 'No.' } as const;
    const runs = [aRun('r2', [aBlockState('ingest', { status: 'failed', failure })], 'failed')];
    expect(outputSubject({ ref, pipeline, runs, manifest })).toMatchObject({
      run: 'r1',
      logRun: 'r2',
      status: 'failed',
      failure,
    });
  });

  it('knows since when the block has been running', () => {
    const startedAt = '2024-01-31T12:00:00.000Z';
    const runs = [aRun('r2', [aBlockState('ingest', { status: 'running', startedAt, seconds: null })], 'running')];
    expect(outputSubject({ ref, pipeline, runs, manifest })).toMatchObject({ startedAt, seconds: null });
  });

  it('is what is stored when the runs and the pipeline cannot be read', () => {
    expect(outputSubject({ ref, pipeline: null, runs: [], manifest })).toMatchObject({
      blockName: 'ingest',
      run: 'r1',
      logRun: 'r1',
      status: 'completed',
      seconds: 1,
    });
  });
});

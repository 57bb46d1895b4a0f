import { describe, expect, it } from 'vitest';
import { aBlock } from '../testing';
import { draftConfiguration, requireDrawable, type ChartDraft } from './chart-draft';

const draft: ChartDraft = {
  ...{ type: 'bar chart', code: null, columns: ['zone'], aggregation: 'sum', metricColumn: 'miles', interval: 'day' },
  name: 'Miles',
};

describe('the configuration of a new chart', () => {
  it('of columns has what its type draws', () => {
    expect(draftConfiguration(draft)).toEqual({
      chart_type: 'bar chart',
      group_by: ['zone'],
      metrics: [{ aggregation: 'sum', column: 'miles' }],
    });
    expect(draftConfiguration({ ...draft, type: 'time series line chart' })).toMatchObject({ time_interval: 'day' });
    expect(draftConfiguration({ ...draft, type: 'histogram' })).toEqual({
      ...{ chart_type: 'histogram', group_by: ['zone'], buckets: 20 },
    });
  });

  it('with code names the variables or columns that the template sets', () => {
    expect(draftConfiguration({ ...draft, code: 'python' })).toEqual({ chart_type: 'bar chart', x: 'x', y: 'y' });
    expect(draftConfiguration({ ...draft, code: 'python', type: 'pie chart' })).toEqual({
      ...{ chart_type: 'pie chart', x: 'x' },
    });
    expect(draftConfiguration({ ...draft, code: 'python', type: 'custom' })).toEqual({ chart_type: 'custom' });
  });
});

describe('the block of a new chart', () => {
  it('is one that gives an output', () => {
    expect(() => requireDrawable(aBlock('trips'))).not.toThrow();
    expect(() => requireDrawable(aBlock('trips', { type: 'global_data_product' }))).not.toThrow();
    const ring = () => requireDrawable(aBlock('ring', { type: 'callback' }));
    expect(ring).toThrow('Block ring (callback) gives no output that a chart could draw.');
  });
});

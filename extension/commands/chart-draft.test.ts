import { describe, expect, it } from 'vitest';
import { aBlock } from '../testing';
import { draftConfiguration, hasMetric, likelyFirst, requireDrawable, type ChartDraft } from './chart-draft';

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

describe('a new chart of predictions', () => {
  const ofPredictions: ChartDraft = { ...draft, type: 'residuals', columns: ['fare', 'prediction'] };

  it('names the columns of actual and predicted values, and computes nothing of groups', () => {
    expect(draftConfiguration(ofPredictions)).toEqual({ chart_type: 'residuals', x: 'fare', y: 'prediction' });
    expect(draftConfiguration({ ...ofPredictions, code: 'sql' })).toEqual({ chart_type: 'residuals', x: 'x', y: 'y' });
    expect(hasMetric(ofPredictions)).toBe(false);
  });

  it('is offered the columns first that are named after what they hold', () => {
    const columns = ['zone', 'y_pred', 'target'].map((name) => ({ name, type: 'DOUBLE' }));
    expect(likelyFirst(columns, 'actual').map(({ name }) => name)).toEqual(['target', 'zone', 'y_pred']);
    expect(likelyFirst(columns, 'predicted').map(({ name }) => name)).toEqual(['y_pred', 'zone', 'target']);
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

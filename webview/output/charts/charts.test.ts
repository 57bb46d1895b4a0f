import { describe, expect, it } from 'vitest';
import type { ChartDrawing, ChartLook } from '../../../core/protocol/charts';
import { parseLabelFormat } from '../../../core/protocol/label-format';
import { chartPicture, pictureNumber } from './chart-picture';

const plain: ChartLook = {
  ...{ height: null, legend: [], xGrid: true, yGrid: true, smooth: false },
  ...{ xAxis: null, yAxis: null, xTooltip: null, yTooltip: null },
};

function pictureOf(drawing: ChartDrawing, look: Partial<ChartLook> = {}) {
  const picture = chartPicture({ title: 't', drawing, look: { ...plain, ...look }, printed: '', notes: [] });
  if (picture === null) throw new Error('no picture');
  return picture;
}

describe('the picture of a chart', () => {
  it('of a histogram has the bucket edges below and touching bars', () => {
    const buckets = [
      { min: 0, max: 0.5, count: 1000 },
      { min: 0.5, max: 1, count: 0 },
    ];
    const picture = pictureOf({ kind: 'histogram', column: 'miles', histogram: { unit: 'number', buckets } });
    expect(picture).toMatchObject({ style: 'bar', touching: true, labels: ['0', '0.5'], axis: 'miles' });
    expect(picture.series[0]?.values).toEqual([1000, 0]);
  });

  const ends = [1_704_161_636.825, 1_709_379_109.825];
  const times = { kind: 'time_series', column: 'at', style: 'line', ends } as const;
  const series = [{ label: 'trips', values: [1223, 25] }];

  it('of a time series has the ends of its buckets below, or the times themselves', () => {
    const picture = pictureOf({ ...times, points: false, series });
    expect(picture).toMatchObject({ style: 'line', labels: ['2024-01-02', '2024-03-02'], series });
    expect(picture.names[0]).toBe('until 2024-01-02 02:13');
    expect(pictureOf({ ...times, points: true, series }).names[0]).toBe('2024-01-02 02:13');
  });

  it('writes labels as it is asked to', () => {
    const look = {
      legend: ['Trips'],
      xAxis: { kind: 'time', pattern: 'D MMM' } as const,
      yTooltip: parseLabelFormat("return value.toFixed(1) + ' %'"),
    };
    const picture = pictureOf({ ...times, points: false, series }, look);
    expect(picture).toMatchObject({ labels: ['2 Jan', '2 Mar'], series: [{ label: 'Trips' }] });
    expect(pictureNumber(picture, 25, 1)).toBe('25.0 %');
  });

  it('of bars cuts long names at the axis only, and shows no control characters', () => {
    const long = `${'a'.repeat(40)}\u001b`;
    const picture = pictureOf({
      ...{ kind: 'series', style: 'bar', horizontal: true, axis: 'kind', labels: [long] },
      series: [{ label: '', values: [null] }],
    });
    expect(picture.labels).toEqual([`${'a'.repeat(24)}…`]);
    expect(picture.names).toEqual([`${'a'.repeat(40)}␛`]);
    expect(pictureNumber(picture, null, 0)).toBe('');
  });

  it('of a pie tells the share of each slice', () => {
    const slices = [
      { label: 'Booster', count: 3 },
      { label: 'Lasso', count: 1 },
    ];
    const picture = pictureOf({ kind: 'pie', column: 'model', slices });
    expect(picture.names).toEqual(['Booster', 'Lasso']);
    expect(picture.series[0]?.values.map((value, index) => pictureNumber(picture, value, index))).toEqual([
      '3 (75 %)',
      '1 (25 %)',
    ]);
  });
});

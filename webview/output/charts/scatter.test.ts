import { describe, expect, it } from 'vitest';
import { scatterRows, shade, type ScatterDrawing } from './scatter-picture';

const axes = { kind: 'scatter', xAxis: 'fare', yAxis: 'prediction\u001b', line: 'diagonal' } as const;

describe('a scatter chart as text', () => {
  it('lists points as they are, and counts those it leaves out', () => {
    const points = Array.from({ length: 600 }, (_, at) => [at / 8, 2] as const);
    const { headers, rows, left } = scatterRows({ ...axes, marks: { kind: 'points', points } });
    expect(headers).toEqual(['fare', 'prediction␛']);
    expect([rows.length, left, rows[1]]).toEqual([500, 100, ['0.125', '2']]);
  });

  it('lists the hexagons with most rows first', () => {
    const drawing: ScatterDrawing = {
      ...axes,
      marks: {
        kind: 'cells',
        width: 1,
        height: 1,
        cells: [
          [1, 2, 3],
          [4, 5, 6000],
        ],
      },
    };
    expect(scatterRows(drawing)).toEqual({
      headers: ['fare', 'prediction␛', 'Rows'],
      rows: [
        ['about 4', 'about 5', '6,000'],
        ['about 1', 'about 2', '3'],
      ],
      left: 0,
    });
  });
});

describe('the shade of a hexagon', () => {
  it('is never too faint to see, and full where most rows are', () => {
    expect(shade(1, 5000)).toBeCloseTo(0.15);
    expect(shade(5000, 5000)).toBeCloseTo(1);
    expect(shade(1, 1)).toBe(1);
  });
});

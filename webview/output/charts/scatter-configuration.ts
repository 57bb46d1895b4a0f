import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type { ChartLook } from '../../../core/protocol/charts';
import { formatLabel } from '../../../core/protocol/label-format';
import { formatShort } from '../../shared/format';
import { isHighContrast } from '../../shared/theme';
import { shownName } from '../../shared/visible-text';
import { chartInk, seriesColor, tooltipLook } from '../../shared/chart-colors';
import { chartNumber } from './chart-picture';
import { shade, type ScatterDrawing } from './scatter-picture';

/** Points or hexagons over two axes of numbers, with the line on which a perfect prediction lies. */
export function scatterConfiguration(
  drawing: ScatterDrawing,
  look: ChartLook,
  still: boolean,
): ChartConfiguration<'scatter', { x: number; y: number }[], string> {
  const { muted, lines, font } = chartInk();
  const { marks } = drawing;
  const color = seriesColor(0);
  const places = marks.kind === 'points' ? marks.points : marks.cells;
  const isCells = marks.kind === 'cells';
  const axis = (name: string, grid: boolean, format: ChartLook['xAxis']) => ({
    ticks: {
      color: muted,
      font,
      maxRotation: 0,
      autoSkipPadding: 12,
      callback: (value: string | number, index: number) =>
        format === null ? formatShort(Number(value)) : formatLabel(format, Number(value), index),
    },
    grid: { display: grid, color: lines },
    border: { color: lines },
    title: { display: true, text: shownName(name), color: muted, font },
  });
  return {
    type: 'scatter',
    data: {
      datasets: [
        {
          data: places.map(([x, y]) => ({ x, y })),
          // of hexagons the points are only there to be pointed at
          pointRadius: isCells ? 6 : 2.5,
          pointHoverRadius: isCells ? 6 : 4,
          pointHitRadius: isCells ? 2 : 4,
          backgroundColor: isCells || isHighContrast() ? 'transparent' : withAlpha(color, 0.55),
          borderColor: isCells ? 'transparent' : color,
          borderWidth: isHighContrast() ? 1 : 0.5,
        },
      ],
    },
    plugins: [...(marks.kind === 'cells' ? [hexagons(marks, color)] : []), perfectLine(drawing.line)],
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: still || places.length > 1000 ? false : { duration: 200 },
      interaction: { mode: 'nearest', intersect: true },
      scales: { x: axis(drawing.xAxis, look.xGrid, look.xAxis), y: axis(drawing.yAxis, look.yGrid, look.yAxis) },
      plugins: {
        legend: { display: false },
        tooltip: {
          ...tooltipLook(),
          displayColors: false,
          callbacks: {
            label: ({ dataIndex }) => {
              const [x = 0, y = 0, count] = places[dataIndex] ?? [];
              const place = `${shownName(drawing.xAxis)} ${formatShort(x)}, ${shownName(drawing.yAxis)} ${formatShort(y)}`;
              return count === undefined ? place : `about ${place}: ${chartNumber(count)} rows`;
            },
          },
        },
      },
    },
  };
}

/** Hexagons in one colour, the stronger the more rows they hold; in high contrast the larger. */
function hexagons(marks: Extract<ScatterDrawing['marks'], { kind: 'cells' }>, color: string): Plugin<'scatter'> {
  const most = marks.cells.reduce((found, [, , count]) => Math.max(found, count), 1);
  const contrast = isHighContrast();
  return {
    id: 'hexagons',
    beforeDatasetsDraw({ ctx, scales, chartArea }) {
      const { x: across, y: up } = scales;
      if (across === undefined || up === undefined) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      ctx.fillStyle = color;
      const wide = Math.abs(across.getPixelForValue(marks.width) - across.getPixelForValue(0)) / 2;
      const high = Math.abs(up.getPixelForValue(marks.height) - up.getPixelForValue(0)) / 3;
      for (const [x, y, count] of marks.cells) {
        const strength = shade(count, most);
        const size = contrast ? 0.25 + 0.7 * strength : 1;
        ctx.globalAlpha = contrast ? 1 : strength;
        const [left, top] = [across.getPixelForValue(x), up.getPixelForValue(y)];
        const [w, h] = [wide * size, high * size];
        ctx.beginPath();
        for (const [dx, dy] of [
          [0, -2],
          [1, -1],
          [1, 1],
          [0, 2],
          [-1, 1],
          [-1, -1],
        ] as const) {
          ctx.lineTo(left + dx * w, top + dy * h);
        }
        ctx.closePath();
        ctx.fill();
      }
      ctx.restore();
    },
  };
}

/** Dashed, over the marks, from edge to edge. */
function perfectLine(line: ScatterDrawing['line']): Plugin<'scatter'> {
  return {
    id: 'perfect',
    afterDatasetsDraw({ ctx, scales, chartArea }: Chart<'scatter'>) {
      const { x: across, y: up } = scales;
      if (across === undefined || up === undefined) return;
      const value = (x: number) => (line === 'diagonal' ? x : 0);
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      ctx.beginPath();
      for (const x of [across.min, across.max]) ctx.lineTo(across.getPixelForValue(x), up.getPixelForValue(value(x)));
      ctx.setLineDash([6, 4]);
      ctx.lineWidth = 1.5;
      ctx.strokeStyle = chartInk().ink;
      ctx.stroke();
      ctx.restore();
    },
  };
}

/** A theme's colour, seen through; colours that are no hexadecimal numbers stay as they are. */
function withAlpha(color: string, alpha: number): string {
  const hex = /^#([0-9a-f]{6})/i.exec(color)?.[1];
  return hex === undefined
    ? color
    : `#${hex}${Math.round(alpha * 255)
        .toString(16)
        .padStart(2, '0')}`;
}

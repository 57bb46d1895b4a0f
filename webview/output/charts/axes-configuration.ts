import type { ChartConfiguration } from 'chart.js';
import { formatLabel } from '../../../core/protocol/label-format';
import { formatShort } from '../../shared/format';
import { isHighContrast, themeColor } from '../../shared/theme';
import { chartInk, seriesColor, tooltipLook } from '../../shared/chart-colors';
import { pictureNumber, type ChartPicture } from './chart-picture';

/** Bars or lines over an axis of labels; horizontal bars have it on the left. */
export function axesConfiguration(
  picture: ChartPicture,
  style: 'bar' | 'line',
  still: boolean,
): ChartConfiguration<'bar' | 'line', (number | null)[], string> {
  const { ink, muted, lines, font } = chartInk();
  const contrast = isHighContrast();
  const paper = themeColor('panel-background', 'editor-background');
  const { look, horizontal } = picture;
  const ticks = { color: muted, font, maxRotation: 0, autoSkipPadding: 12 };
  const datasets = picture.series.map((series, index) => {
    const color = seriesColor(index);
    return {
      label: series.label,
      data: [...series.values],
      // in high contrast bars are outlines, through which the grid does not show
      backgroundColor: contrast && style === 'bar' ? paper : color,
      borderColor: color,
      borderWidth: style === 'line' || contrast ? 1.5 : 0,
      pointRadius: series.values.length > 60 ? 0 : 2,
      tension: look.smooth ? 0.35 : 0,
      ...(picture.touching ? { categoryPercentage: 1, barPercentage: 0.94 } : {}),
    };
  });
  const labels = {
    ticks,
    // a line under each label would be in the way of the bars; the grid of a chart of lines is asked for
    grid: { display: style === 'line' && look.xGrid && picture.labels.length <= 60, color: lines },
    border: { color: lines },
    title: { display: !horizontal, text: picture.axis, color: muted, font },
  };
  const numbers = {
    beginAtZero: true,
    ticks: {
      ...ticks,
      callback: (value: string | number, index: number) =>
        look.yAxis === null ? formatShort(Number(value)) : formatLabel(look.yAxis, Number(value), index),
    },
    grid: { display: look.yGrid, color: lines },
    border: { display: false },
  };
  return {
    type: style,
    data: { labels: [...picture.labels], datasets },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: still ? false : { duration: 200 },
      indexAxis: horizontal ? 'y' : 'x',
      interaction: { mode: 'index', intersect: false, axis: horizontal ? 'y' : 'x' },
      scales: horizontal ? { x: numbers, y: labels } : { x: labels, y: numbers },
      plugins: {
        legend: { display: picture.series.length > 1, labels: { color: ink, font, boxWidth: 10, boxHeight: 10 } },
        tooltip: {
          ...tooltipLook(),
          displayColors: picture.series.length > 1,
          callbacks: {
            title: (items) => picture.names[items[0]?.dataIndex ?? 0] ?? '',
            label: ({ datasetIndex, dataIndex }) => {
              const series = picture.series[datasetIndex];
              return `${series?.label ?? ''}: ${pictureNumber(picture, series?.values[dataIndex] ?? null, dataIndex)}`;
            },
          },
        },
      },
    },
  };
}

import type { ChartData, ChartLook } from '../../../core/protocol/charts';
import { formatLabel } from '../../../core/protocol/label-format';
import { formatCount, formatInstant, formatShare, formatShort } from '../../shared/format';
import { cutText, shownName } from '../../shared/visible-text';
import { bucketText, edgeText } from '../histogram-bars';

/** A chart as the canvas draws it and as its text table says it: labels of an axis and the numbers over them. */
export interface ChartPicture {
  readonly style: 'bar' | 'line' | 'pie';
  readonly horizontal: boolean;
  /** Short, for the axis. */
  readonly labels: readonly string[];
  /** Whole, for tooltips and the table. */
  readonly names: readonly string[];
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
  /** Bars of a histogram touch each other. */
  readonly touching: boolean;
  readonly axis: string;
  readonly look: ChartLook;
}

/** Characters of a label at an axis. */
const axisLength = 24;

/** Null for what has no axis of labels: a scatter chart, a table, an image, HTML, nothing. */
export function chartPicture({ drawing, look }: ChartData): ChartPicture | null {
  const plain = { horizontal: false, touching: false, look };
  switch (drawing.kind) {
    case 'histogram': {
      const { histogram, column } = drawing;
      return {
        ...plain,
        style: 'bar',
        labels: histogram.buckets.map(({ min }, index) => axisLabel(look, edgeText(histogram, min), min, index)),
        names: histogram.buckets.map((bucket) => bucketText(histogram, bucket)),
        series: [{ label: legend(look, 'Rows', 0), values: histogram.buckets.map((bucket) => bucket.count) }],
        touching: true,
        axis: shownName(column),
      };
    }
    case 'time_series': {
      const { ends, series, style, column, points } = drawing;
      const span = (ends.at(-1) ?? 0) - (ends[0] ?? 0);
      const finer = Math.min(span, 86_400);
      return {
        ...plain,
        style,
        labels: ends.map((end, index) => axisLabel(look, formatInstant(end, span), end, index)),
        names: ends.map((end, index) =>
          tooltipName(look, `${points ? '' : 'until '}${formatInstant(end, finer)}`, end, index),
        ),
        series: series.map(({ label, values }, index) => ({ label: legend(look, label, index), values })),
        axis: shownName(column),
      };
    }
    case 'series': {
      const { labels, series, style, axis, horizontal } = drawing;
      return {
        ...plain,
        style,
        horizontal,
        labels: labels.map((label, index) => cutText(axisLabel(look, shownName(label), label, index), axisLength)),
        names: labels.map((label, index) => tooltipName(look, shownName(label), label, index)),
        series: series.map(({ label, values }, index) => ({ label: legend(look, label, index), values })),
        axis: shownName(axis),
      };
    }
    case 'pie': {
      const { slices, column } = drawing;
      const names = slices.map(({ label }, index) => look.legend[index] || shownName(label));
      return {
        ...plain,
        style: 'pie',
        labels: names.map((name) => cutText(name, axisLength)),
        names,
        series: [{ label: 'Count', values: slices.map(({ count }) => count) }],
        axis: shownName(column),
      };
    }
    case 'scatter':
    case 'table':
    case 'image':
    case 'html':
    case 'empty':
      return null;
  }
}

function legend({ legend: labels }: ChartLook, label: string, index: number): string {
  return shownName(labels[index] || label);
}

function axisLabel({ xAxis }: ChartLook, usual: string, value: string | number, index: number): string {
  return xAxis === null ? usual : formatLabel(xAxis, value, index);
}

function tooltipName({ xTooltip }: ChartLook, usual: string, value: string | number, index: number): string {
  return xTooltip === null ? usual : formatLabel(xTooltip, value, index);
}

/** A number as tooltips and the table say it: counts as they are, measures short; of a pie with its share. */
export function pictureNumber({ look, style, series }: ChartPicture, value: number | null, index: number): string {
  if (value === null) return '';
  const number = look.yTooltip === null ? chartNumber(value) : formatLabel(look.yTooltip, value, index);
  if (style !== 'pie') return number;
  const whole = (series[0]?.values ?? []).reduce<number>((sum, each) => sum + (each ?? 0), 0);
  return `${number} (${formatShare(value, whole)})`;
}

export function chartNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatShort(value);
}

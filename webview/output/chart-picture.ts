import type { ChartData } from '../../core/protocol/data';
import { formatCount, formatInstant, formatShort } from '../shared/format';
import { shownName } from '../shared/visible-text';
import { bucketText, edgeText } from './histogram-bars';

/** A chart as the canvas draws it and as its text table says it: labels of the x axis and the numbers over them. */
export interface ChartPicture {
  readonly style: 'bar' | 'line';
  /** Short, for the axis. */
  readonly labels: readonly string[];
  /** Whole, for tooltips and the table. */
  readonly names: readonly string[];
  readonly series: readonly { readonly label: string; readonly values: readonly number[] }[];
  /** Bars of a histogram touch each other. */
  readonly touching: boolean;
  readonly axis: string;
}

export function chartPicture(data: ChartData): ChartPicture {
  switch (data.kind) {
    case 'histogram': {
      const { histogram, column } = data;
      return {
        style: 'bar',
        labels: histogram.buckets.map((bucket) => edgeText(histogram, bucket.min)),
        names: histogram.buckets.map((bucket) => bucketText(histogram, bucket)),
        series: [{ label: 'Rows', values: histogram.buckets.map((bucket) => bucket.count) }],
        touching: true,
        axis: shownName(column),
      };
    }
    case 'time_series': {
      const { ends, series, style, column } = data;
      const span = (ends.at(-1) ?? 0) - (ends[0] ?? 0);
      return {
        style,
        labels: ends.map((end) => formatInstant(end, span)),
        names: ends.map((end) => `until ${formatInstant(end, Math.min(span, 86_400))}`),
        series: series.map(({ label, values }) => ({ label: shownName(label), values })),
        touching: false,
        axis: shownName(column),
      };
    }
  }
}

/** Numbers of the table under a chart: counts as they are, measures short. */
export function chartNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatShort(value);
}

import type { ChartDrawing, ChartLook, ChartSeries } from '../protocol/charts';
import { parseLabelFormat, type LabelFormat } from '../protocol/label-format';
import type { ChartConfiguration } from './chart-configuration';

/** How a chart wants to be drawn. Formats of labels that are not understood are left aside with a note. */
export function chartLook(configuration: ChartConfiguration, note: (sentence: string) => void): ChartLook {
  const { height, legend_labels: legend, design } = configuration;
  const isTime = configuration.chart_type?.startsWith('time series') === true;
  const formatOf = (
    key: 'x_axis_label_format' | 'y_axis_label_format' | 'x_tooltip_label_format' | 'y_tooltip_label_format',
  ) => {
    const body = configuration[key];
    if (body === null) return null;
    const format: LabelFormat | null =
      isTime && key.startsWith('x_') && !/\bvalue\b/.test(body)
        ? { kind: 'time', pattern: body }
        : parseLabelFormat(body);
    if (format === null)
      note(`${key} is a function of a shape that is not understood, so labels are shown as they are.`);
    return format;
  };
  return {
    height,
    legend: legend.flatMap((labels) => labels.split(',')).map((label) => label.trim()),
    xGrid: !design.x_grid_lines_hidden,
    yGrid: !design.y_grid_lines_hidden,
    smooth: design.y_values_smooth,
    xAxis: formatOf('x_axis_label_format'),
    yAxis: formatOf('y_axis_label_format'),
    xTooltip: formatOf('x_tooltip_label_format'),
    yTooltip: formatOf('y_tooltip_label_format'),
  };
}

/** Bars in the order of `y_sort_order`, by their first series; equal ones keep their order. */
export function inOrder(drawing: ChartDrawing, { y_sort_order: order }: ChartConfiguration): ChartDrawing {
  if (drawing.kind !== 'series' || drawing.style !== 'bar' || order === null) return drawing;
  const heights = drawing.series[0]?.values ?? [];
  const sign = order === 'descending' ? -1 : 1;
  const height = (index: number) => heights[index] ?? 0;
  const places = drawing.labels.map((_, index) => index).sort((a, b) => sign * (height(a) - height(b)));
  const pick = ({ label, values }: ChartSeries) => ({ label, values: places.map((place) => values[place] ?? null) });
  return {
    ...drawing,
    labels: places.map((place) => drawing.labels[place] ?? ''),
    series: drawing.series.map(pick),
  };
}

import { EiderError } from '../errors';
import type { ChartDrawing } from '../protocol/charts';
import { chartType, configurationError, type ChartType } from './chart-configuration';
import { seriesDrawing, timesDrawing } from './chart-columns';
import { groupDrawing } from './chart-groups';
import { pieDrawing } from './chart-pie';
import { residualsDrawing, scatterDrawing } from './chart-predictions';
import { presentMetrics, type ChartRows } from './chart-rows';
import { tableDrawing } from './chart-table';
import { histogramOf } from './histogram';
import { columnOf } from './relation';
import { timeSeriesOf } from './time-series';

/**
 * What a chart draws of the rows of its source: groups and metrics when its configuration names them, else the columns that
 * `x` and `y` name. A column that is not there leaves nothing to draw, which is no error. Throws `chart_type_unsupported`,
 * `chart_configuration` or `chart_column_type`.
 */
export async function rowsDrawing(rows: ChartRows): Promise<ChartDrawing> {
  const type = chartType(rows.chart, rows.configuration);
  try {
    return await drawingOf(type, rows);
  } catch (error) {
    if (!(error instanceof EiderError) || error.problem.code !== 'chart_column_missing') throw error;
    const { message, remedy } = error.problem;
    return { kind: 'empty', message, ...(remedy === undefined ? {} : { remedy }) };
  }
}

function drawingOf(type: ChartType, rows: ChartRows): ChartDrawing | Promise<ChartDrawing> {
  const { configuration } = rows;
  const isGrouped = configuration.group_by.length > 0 || configuration.metrics.length > 0;
  switch (type) {
    case 'bar chart':
      return isGrouped ? groupDrawing(rows, 'bar') : seriesDrawing(rows, 'bar');
    case 'line chart':
      return isGrouped ? groupDrawing(rows, 'line') : seriesDrawing(rows, 'line');
    case 'pie chart':
      return pieDrawing(rows);
    case 'histogram':
      return histogramDrawing(rows);
    case 'table':
      return tableDrawing(rows);
    case 'time series bar chart':
      return isGrouped ? timeSeriesDrawing(rows, 'bar') : timesDrawing(rows, 'bar');
    case 'time series line chart':
      return isGrouped ? timeSeriesDrawing(rows, 'line') : timesDrawing(rows, 'line');
    case 'predicted against actual':
      return scatterDrawing(rows, 'actual');
    case 'residuals against predicted':
      return scatterDrawing(rows, 'predicted');
    case 'residuals':
      return residualsDrawing(rows);
    case 'custom':
      throw configurationError(
        rows.chart,
        'a custom chart is drawn by its code.',
        'Write a Python function with @render in its file, or choose another chart_type.',
      );
  }
}

async function histogramDrawing({ query, chart, configuration, source, signal }: ChartRows): Promise<ChartDrawing> {
  const { x, group_by: groups, buckets } = configuration;
  const own = source.columns.some(({ name }) => name === x) ? x : null;
  const only = source.columns.length === 1 ? source.columns[0]?.name : undefined;
  const column = own ?? groups[0] ?? x ?? only;
  if (column === undefined) {
    throw configurationError(chart, 'it names no column to count.', 'Set x to the name of a column.');
  }
  columnOf(source, column, 'chart_column_missing');
  const histogram = await histogramOf(query, source, { column, buckets }, signal);
  return { kind: 'histogram', column, histogram: histogram ?? { unit: 'number', buckets: [] } };
}

async function timeSeriesDrawing(rows: ChartRows, style: 'bar' | 'line'): Promise<ChartDrawing> {
  const { query, chart, configuration, source, signal } = rows;
  const column = configuration.group_by[0] ?? configuration.x;
  if (column === null) {
    throw configurationError(
      chart,
      'it names no column of times.',
      'Set group_by to a list with the name of a column.',
    );
  }
  const metrics = presentMetrics(rows);
  const request = { column, metrics, interval: configuration.time_interval };
  const { ends, series } = await timeSeriesOf(query, source, request, signal);
  return { kind: 'time_series', column, style, ends, points: false, series };
}

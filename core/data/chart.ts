import * as v from 'valibot';
import { EiderError } from '../errors';
import type { Chart } from '../project/types';
import type { ChartData } from '../protocol/data';
import { histogramOf } from './histogram';
import type { Query } from './pool';
import { columnOf, type Relation } from './relation';
import { timeIntervals } from './time-buckets';
import { aggregations, timeSeriesOf } from './time-series';

/** Mage's default, and the most it draws. */
const mostBuckets = 40;

const names = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
);
/** The keys of a chart's configuration that the supported kinds read. `buckets` is often written as text. */
const configurationSchema = v.object({
  chart_type: v.nullish(v.string(), null),
  x: v.nullish(v.string(), null),
  group_by: v.nullish(names, []),
  metrics: v.nullish(v.array(v.object({ aggregation: v.picklist(aggregations), column: v.string() })), []),
  buckets: v.nullish(v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.minValue(1)), mostBuckets),
  time_interval: v.nullish(v.picklist(timeIntervals), 'original'),
});
type Configuration = v.InferOutput<typeof configurationSchema>;

/**
 * What a chart draws of the rows of its source. Throws `chart_type_unsupported`, `chart_configuration`,
 * `chart_column_missing` or `chart_column_type`.
 */
export async function chartData(
  query: Query,
  chart: Chart,
  source: Relation,
  signal?: AbortSignal,
): Promise<ChartData> {
  const configuration = configurationOf(chart);
  switch (configuration.chart_type) {
    case 'histogram':
      return histogramChart(query, chart, configuration, source, signal);
    case 'time series bar chart':
      return timeSeriesChart(query, chart, configuration, 'bar', source, signal);
    case 'time series line chart':
      return timeSeriesChart(query, chart, configuration, 'line', source, signal);
    default:
      throw new EiderError({
        code: 'chart_type_unsupported',
        message:
          configuration.chart_type === null
            ? `Chart ${chart.name} has no chart_type.`
            : `Chart ${chart.name} is a ${configuration.chart_type}, which Eider does not draw yet.`,
        remedy: 'Set chart_type to histogram, time series bar chart or time series line chart.',
      });
  }
}

function configurationOf(chart: Chart): Configuration {
  const parsed = v.safeParse(configurationSchema, chart.configuration);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw configurationError(
    chart,
    `its ${v.getDotPath(issue) ?? 'configuration'} is not understood (${issue.message}).`,
    `Correct it in the pipeline's metadata.yaml; aggregations are ${aggregations.join(', ')}.`,
  );
}

async function histogramChart(
  query: Query,
  chart: Chart,
  configuration: Configuration,
  source: Relation,
  signal?: AbortSignal,
): Promise<ChartData> {
  const wanted = configuration.x ?? configuration.group_by[0];
  const only = source.columns.length === 1 ? source.columns[0]?.name : undefined;
  const column = wanted ?? only;
  if (column === undefined) {
    throw configurationError(chart, 'it names no column to count.', 'Set x to the name of a column.');
  }
  columnOf(source, column, 'chart_column_missing');
  const buckets = Math.min(mostBuckets, configuration.buckets);
  const histogram = await histogramOf(query, source, { column, buckets }, signal);
  return { kind: 'histogram', title: chart.name, column, histogram: histogram ?? { unit: 'number', buckets: [] } };
}

async function timeSeriesChart(
  query: Query,
  chart: Chart,
  configuration: Configuration,
  style: 'bar' | 'line',
  source: Relation,
  signal?: AbortSignal,
): Promise<ChartData> {
  const column = configuration.group_by[0] ?? configuration.x;
  if (column === null) {
    throw configurationError(
      chart,
      'it names no column of times.',
      'Set group_by to a list with the name of a column.',
    );
  }
  if (configuration.metrics.length === 0) {
    throw configurationError(
      chart,
      'it has no metrics.',
      'Add to metrics, for instance {aggregation: count, column: …}.',
    );
  }
  const request = { column, metrics: configuration.metrics, interval: configuration.time_interval };
  const { ends, series } = await timeSeriesOf(query, source, request, signal);
  return { kind: 'time_series', title: chart.name, column, style, ends, series };
}

function configurationError(chart: Chart, what: string, remedy: string): EiderError {
  return new EiderError({
    code: 'chart_configuration',
    message: `Chart ${chart.name} cannot be drawn: ${what}`,
    remedy,
  });
}

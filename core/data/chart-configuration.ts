import * as v from 'valibot';
import { EiderError } from '../errors';
import type { Chart } from '../project/types';
import { aggregations } from './metrics';
import { timeIntervals } from './time-buckets';

/** Mage's default, and the most it draws. */
const mostBuckets = 40;
/** Rows of a table that names no `limit`. */
const usualRows = 10;

const text = v.optional(v.nullable(v.string()), null);
const names = v.optional(
  v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((value) => (typeof value === 'string' ? [value] : value)),
  ),
  [],
);
/** Numbers are often written as text. */
const count = (usual: number) =>
  v.optional(
    v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.minValue(1), v.transform(Math.floor)),
    usual,
  );
const hidden = v.nullish(v.boolean(), false);

/** The keys of a chart's configuration; others are Mage's own housekeeping. */
const schema = v.object({
  chart_type: text,
  x: text,
  y: names,
  index: text,
  group_by: names,
  metrics: v.optional(v.array(v.object({ aggregation: v.picklist(aggregations), column: v.string() })), []),
  buckets: v.pipe(
    count(mostBuckets),
    v.transform((wanted) => Math.min(mostBuckets, wanted)),
  ),
  time_interval: v.optional(v.picklist(timeIntervals), 'original'),
  chart_style: text,
  y_sort_order: v.optional(v.nullable(v.picklist(['ascending', 'descending'])), null),
  limit: count(usualRows),
  order_by: names,
  height: v.optional(
    v.nullable(
      v.pipe(
        v.union([v.number(), v.string()]),
        v.transform((value) => (Number(value) > 0 ? Number(value) : null)),
      ),
    ),
    null,
  ),
  legend_labels: names,
  x_axis_label_format: text,
  y_axis_label_format: text,
  x_tooltip_label_format: text,
  y_tooltip_label_format: text,
  design: v.optional(
    v.object({ x_grid_lines_hidden: hidden, y_grid_lines_hidden: hidden, y_values_smooth: hidden }),
    {},
  ),
});
export type ChartConfiguration = v.InferOutput<typeof schema>;

export const chartTypes = [
  'bar chart',
  'line chart',
  'pie chart',
  'histogram',
  'table',
  'time series bar chart',
  'time series line chart',
  // these are Eider's own: Mage has none of the kind
  'predicted against actual',
  'residuals',
  'residuals against predicted',
  'custom',
] as const;
export type ChartType = (typeof chartTypes)[number];

/** What a chart's configuration says. Throws `chart_configuration` with the key that is not understood. */
export function chartConfiguration(
  chart: Chart,
  given: Readonly<Record<string, unknown>> = chart.configuration,
): ChartConfiguration {
  // forms leave nulls and empty texts behind, which say nothing
  const said = Object.entries(given).filter(
    ([, value]) => value != null && !(typeof value === 'string' && value.trim() === ''),
  );
  const parsed = v.safeParse(schema, Object.fromEntries(said));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw configurationError(
    chart,
    `its ${v.getDotPath(issue) ?? 'configuration'} is not understood (${issue.message}).`,
    `Correct it in the pipeline's metadata.yaml; aggregations are ${aggregations.join(', ')}.`,
  );
}

/** The kind of chart. Throws `chart_type_unsupported`. */
export function chartType(chart: Chart, { chart_type: type }: ChartConfiguration): ChartType {
  const found = chartTypes.find((candidate) => candidate === type);
  if (found !== undefined) return found;
  throw new EiderError({
    code: 'chart_type_unsupported',
    message:
      type === null ? `Chart ${chart.name} has no chart_type.` : `Chart ${chart.name} is a ${type}, which is no chart.`,
    remedy: `Set chart_type to one of ${chartTypes.join(', ')}.`,
  });
}

export function configurationError(chart: Chart, what: string, remedy: string): EiderError {
  return new EiderError({
    code: 'chart_configuration',
    message: `Chart ${chart.name} cannot be drawn: ${what}`,
    remedy,
  });
}

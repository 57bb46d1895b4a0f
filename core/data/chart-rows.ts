import type { Chart } from '../project/types';
import { configurationError, type ChartConfiguration } from './chart-configuration';
import type { Metric } from './metrics';
import type { Query } from './pool';
import { columnOf, type Relation } from './relation';

/** Labels of a bar or line chart at most: more cannot be told from each other. */
export const mostLabels = 5000;

/** What a chart is drawn from. */
export interface ChartRows {
  readonly query: Query;
  readonly chart: Chart;
  readonly configuration: ChartConfiguration;
  readonly source: Relation;
  /** Takes sentences to show with the chart. */
  readonly note: (sentence: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The metrics whose columns are there; the others are left out with a note. Throws when there are none. */
export function presentMetrics({ chart, configuration, source, note }: ChartRows): readonly Metric[] {
  const { metrics } = configuration;
  const [first] = metrics;
  if (first === undefined) {
    throw configurationError(
      chart,
      'it has no metrics.',
      'Add to metrics, for instance {aggregation: count, column: …}.',
    );
  }
  const present = metrics.filter(({ column }) => source.columns.some(({ name }) => name === column));
  if (present.length === 0) columnOf(source, first.column, 'chart_column_missing');
  for (const { column } of metrics) {
    if (!present.some((metric) => metric.column === column)) note(`There is no column ${column} in ${source.name}.`);
  }
  return present;
}

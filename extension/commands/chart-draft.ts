import { chartTypes, type ChartType } from '../../core/data/chart-configuration';

/** What the steps of adding a chart have gathered; a step back keeps what came before it. */
export interface ChartDraft {
  type: ChartType;
  /** Null: drawn of columns, without code. */
  code: 'python' | 'sql' | null;
  columns: readonly string[];
  aggregation: string;
  metricColumn: string;
  interval: string;
  name: string;
}

export const offeredTypes: readonly ChartType[] = chartTypes;

/** Whether the type draws groups of rows, of each of which something is computed. */
export function hasMetric({ type, code }: ChartDraft): boolean {
  return code === null && !['pie chart', 'histogram', 'table', 'custom'].includes(type);
}

export function isTimeSeries({ type }: ChartDraft): boolean {
  return type.startsWith('time series');
}

/** The configuration as Mage stores it. */
export function draftConfiguration(draft: ChartDraft): Readonly<Record<string, unknown>> {
  const { type, code, columns, aggregation, metricColumn, interval } = draft;
  const chart = { chart_type: type };
  if (type === 'custom') return chart;
  if (code === 'sql' && type === 'table') return chart;
  if (code !== null) {
    const needsY = type !== 'histogram' && !(type === 'pie chart' && code === 'python');
    return { ...chart, x: 'x', ...(needsY ? { y: 'y' } : {}) };
  }
  return {
    ...chart,
    group_by: [...columns],
    ...(hasMetric(draft) ? { metrics: [{ aggregation, column: metricColumn }] } : {}),
    ...(isTimeSeries(draft) ? { time_interval: interval } : {}),
    ...(type === 'histogram' ? { buckets: 20 } : {}),
    ...(type === 'table' ? { limit: 10 } : {}),
  };
}

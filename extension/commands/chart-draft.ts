import { chartTypes, type ChartType } from '../../core/data/chart-configuration';
import { EiderError } from '../../core/errors';
import type { Block } from '../../core/project/types';
import type { ColumnInfo } from '../../core/protocol/outputs';
import { blockKind } from '../looks';
import { isRunnable } from '../pipelines-view/labels';

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

/** Throws `block_not_drawable` for a block that gives no output: a callback, a condition, a note, and what does not run here. */
export function requireDrawable(block: Block): void {
  if (isRunnable(block)) return;
  const kind = blockKind(block.type).label.toLowerCase();
  throw new EiderError({
    code: 'block_not_drawable',
    message: `Block ${block.uuid} (${kind}) gives no output that a chart could draw.`,
    remedy: 'Choose a block that runs as a step of its pipeline.',
  });
}

export const offeredTypes: readonly ChartType[] = chartTypes;

/** Whether the type compares predictions with what came true. */
export function isOfPredictions({ type }: Pick<ChartDraft, 'type'>): boolean {
  return ['predicted against actual', 'residuals', 'residuals against predicted'].includes(type);
}

/** Columns with those first whose names say that they hold actual or predicted values. */
export function likelyFirst(columns: readonly ColumnInfo[], what: 'actual' | 'predicted'): readonly ColumnInfo[] {
  const words =
    what === 'actual' ? /actual|true|target|label|observed|^y$/i : /pred|estimat|forecast|yhat|y_hat|score/i;
  const isLikely = ({ name }: ColumnInfo) => words.test(name);
  return [...columns.filter(isLikely), ...columns.filter((column) => !isLikely(column))];
}

/** Whether the type draws groups of rows, of each of which something is computed. */
export function hasMetric({ type, code }: ChartDraft): boolean {
  if (isOfPredictions({ type })) return false;
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
  if (isOfPredictions({ type })) {
    const [actual = '', predicted = ''] = columns;
    return { ...chart, x: actual, y: predicted };
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

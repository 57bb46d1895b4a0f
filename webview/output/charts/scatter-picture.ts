import type { ChartDrawing } from '../../../core/protocol/charts';
import { formatShort } from '../../shared/format';
import { shownName } from '../../shared/visible-text';
import { chartNumber } from './chart-picture';

export type ScatterDrawing = Extract<ChartDrawing, { kind: 'scatter' }>;

/** A scatter chart as its text table says it. */
export interface ScatterRows {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows beyond these. */
  readonly left: number;
}

/** Rows of the text that says what a picture shows; a longer one helps nobody. */
const spokenRows = 500;

/** Points as they are; of hexagons those that hold most first, by their middles. */
export function scatterRows({ xAxis, yAxis, marks }: ScatterDrawing): ScatterRows {
  const axes = [shownName(xAxis), shownName(yAxis)];
  if (marks.kind === 'points') {
    const rows = marks.points.slice(0, spokenRows).map(([x, y]) => [formatShort(x), formatShort(y)]);
    return { headers: axes, rows, left: marks.points.length - rows.length };
  }
  const cells = [...marks.cells].sort(([, , a], [, , b]) => b - a).slice(0, spokenRows);
  const rows = cells.map(([x, y, count]) => [`about ${formatShort(x)}`, `about ${formatShort(y)}`, chartNumber(count)]);
  return { headers: [...axes, 'Rows'], rows, left: marks.cells.length - rows.length };
}

/** How much of a colour a count gets, from the faintest that can be seen to the whole; by its logarithm, as counts differ much. */
export function shade(count: number, most: number): number {
  return most <= 1 ? 1 : 0.15 + 0.85 * (Math.log(count) / Math.log(most));
}

/** What is marked, for who does not see it. */
export function scatterSentence({ xAxis, yAxis, marks }: ScatterDrawing): string {
  const what =
    marks.kind === 'points' ? `${chartNumber(marks.points.length)} points` : `${chartNumber(marks.cells.length)} cells`;
  return `${what} of ${shownName(yAxis)} over ${shownName(xAxis)}`;
}

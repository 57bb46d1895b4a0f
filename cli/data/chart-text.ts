import type { ChartCell, ChartData, ChartDrawing, ChartSeries } from '../../core/protocol/charts';
import type { Terminal } from '../terminal';
import { oneLine, printable, styleFor, type Style } from '../text/ansi';
import { barLines, shortNumber, usualWidth } from '../text/bars';
import { densityLines } from '../text/density';
import { formatBytes } from '../text/format';
import { textTable } from '../text/table';

/** Widest that a cell gets on a terminal. */
const cellWidth = 40;

/** A chart for a person: one series as bars, several and tables as tables. `written` is the file it was written to. */
export function chartText(data: ChartData, terminal: Terminal, written: string | undefined): string {
  const style = styleFor(terminal.color);
  const lines = [
    style.bold(oneLine(data.title)),
    ...drawingLines(data.drawing, terminal, style, written),
    ...data.notes.map((note) => style.dim(oneLine(note))),
  ];
  const printed = printable(data.printed).trimEnd();
  if (printed !== '') lines.push('', style.dim('Its code has printed:'), printed);
  return lines.map((line) => `${line}\n`).join('');
}

function drawingLines(drawing: ChartDrawing, terminal: Terminal, style: Style, written: string | undefined): string[] {
  switch (drawing.kind) {
    case 'histogram': {
      const { buckets, unit } = drawing.histogram;
      const edge = unit === 'number' ? shortNumber : timeText;
      const labels = buckets.map(({ min, max }) => `${edge(min)} to ${edge(max)}`);
      return barLines(
        labels,
        buckets.map(({ count }) => count),
        terminal,
        style,
      );
    }
    case 'time_series':
      return seriesLines(drawing.column, drawing.ends.map(timeText), drawing.series, terminal, style);
    case 'series':
      return seriesLines(drawing.axis, drawing.labels, drawing.series, terminal, style);
    case 'pie':
      return barLines(
        drawing.slices.map(({ label }) => label),
        drawing.slices.map(({ count }) => count),
        terminal,
        style,
      );
    case 'scatter': {
      const { xAxis, yAxis, marks } = drawing;
      return [
        style.dim(oneLine(`${yAxis} over ${xAxis}`)),
        ...densityLines(marks, terminal.size()?.columns ?? usualWidth),
      ];
    }
    case 'table': {
      const { headers, rows, index } = drawing;
      const width = Math.max(headers.length, ...rows.map((row) => row.length));
      const columns = Array.from({ length: width }, (_, at) => ({
        title: oneLine(headers[at] ?? ''),
        numeric: rows.length > 0 && rows.every((row) => row[at] == null || typeof row[at] === 'number'),
      }));
      const label = index === null ? [] : [{ title: '', numeric: false }];
      const cells = rows.map((row, at) => [
        ...(index === null ? [] : [oneLine(index[at] ?? '')]),
        ...row.map(cellText),
      ]);
      return tableLines([...label, ...columns], cells, terminal, style);
    }
    case 'image':
    case 'html': {
      const what =
        drawing.kind === 'html' ? 'HTML' : `A picture (${drawing.source.slice(5, drawing.source.indexOf(';'))})`;
      const size =
        drawing.kind === 'html' ? Buffer.byteLength(drawing.html) : Math.floor((drawing.source.length * 3) / 4);
      return [
        written === undefined
          ? `${what}, ${formatBytes(size)}. Write it into a file with --output FILE.`
          : `${what}, written to ${oneLine(written)}.`,
      ];
    }
    case 'empty':
      return [
        `No data. ${oneLine(drawing.message)}`,
        ...(drawing.remedy === undefined ? [] : [oneLine(drawing.remedy)]),
      ];
  }
}

function seriesLines(
  axis: string,
  labels: readonly string[],
  series: readonly ChartSeries[],
  terminal: Terminal,
  style: Style,
): string[] {
  const [only] = series;
  if (only !== undefined && series.length === 1) {
    return [style.dim(oneLine(`${axis}: ${only.label}`)), ...barLines(labels, only.values, terminal, style)];
  }
  const columns = [
    { title: oneLine(axis), numeric: false },
    ...series.map(({ label }) => ({ title: oneLine(label), numeric: true })),
  ];
  const rows = labels.map((label, at) => [oneLine(label), ...series.map(({ values }) => cellText(values[at] ?? null))]);
  return tableLines(columns, rows, terminal, style);
}

function tableLines(
  columns: readonly { readonly title: string; readonly numeric: boolean }[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
  style: Style,
): string[] {
  if (rows.length === 0) return ['No rows.'];
  const size = terminal.size();
  const { lines, hidden } = textTable(
    columns.map(({ title, numeric }) => ({ title, align: numeric ? 'right' : 'left' })),
    rows,
    size === null ? null : { width: size.columns, cellWidth },
    style.dim,
  );
  return hidden === 0 ? lines : [...lines, style.dim(`… ${hidden} more columns`)];
}

function cellText(cell: ChartCell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? shortNumber(cell) : oneLine(String(cell));
}

/** UTC, as DuckDB writes times. */
function timeText(epochSeconds: number): string {
  const time = new Date(epochSeconds * 1000);
  return Number.isNaN(time.getTime()) ? String(epochSeconds) : time.toISOString().slice(0, 19).replace('T', ' ');
}

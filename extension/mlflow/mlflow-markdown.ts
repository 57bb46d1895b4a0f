import { mlflowTable, type MlflowReading } from '../../core/protocol/mlflow';
import { literal } from '../text';

/** The runs as a table in Markdown; what to do when there are none. */
export function mlflowMarkdown({ file, runs }: MlflowReading): string {
  if (runs.length === 0) {
    return [
      '# MLflow runs',
      '',
      `There are none in ${literal(file)}.`,
      '',
      'A block that logs to MLflow keeps its runs there with `mlflow.set_tracking_uri("sqlite:///mlflow.db")`.',
      '',
    ].join('\n');
  }
  const { columns, rows } = mlflowTable(runs);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# MLflow runs',
    '',
    `${runs.length} in ${literal(file)}`,
    '',
    line(columns.map(({ title }) => literal(title))),
    line(columns.map(({ isNumber }) => (isNumber ? '---:' : '---'))),
    ...rows.map(([started = '', ...cells]) => line([unbroken(started), ...cells.map(cellText)])),
    '',
  ].join('\n');
}

function cellText(text: string): string {
  return literal(text.replaceAll(/\s+/g, ' '));
}

/** A time on one line, however narrow its column. */
function unbroken(time: string): string {
  return time.replaceAll('-', '\u2011').replaceAll(' ', '\u00a0');
}

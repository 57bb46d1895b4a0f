import { Chart, LinearScale, PointElement, ScatterController, Tooltip } from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';
import type { ChartLook } from '../../../core/protocol/charts';
import { formatCount } from '../../shared/format';
import { useReducedMotion, useThemeRevision } from '../../shared/theme';
import { scatterConfiguration } from './scatter-configuration';
import { scatterRows, scatterSentence, type ScatterDrawing } from './scatter-picture';

Chart.register(ScatterController, LinearScale, PointElement, Tooltip);

interface ScatterProps {
  readonly drawing: ScatterDrawing;
  readonly look: ChartLook;
  readonly title: string;
  readonly asTable: boolean;
}

/** A scatter chart, or its numbers as a table, which are there for who does not see it too. */
export function Scatter({ drawing, look, title, asTable }: ScatterProps) {
  const { marks } = drawing;
  const isEmpty = marks.kind === 'points' ? marks.points.length === 0 : marks.cells.length === 0;
  if (isEmpty) return <p class="waiting">No values to draw</p>;
  return (
    <>
      {!asTable && <ScatterCanvas drawing={drawing} look={look} title={title} />}
      <div class={asTable ? 'chart-table' : 'spoken'} tabIndex={asTable ? 0 : -1}>
        <ScatterTable drawing={drawing} title={title} />
      </div>
    </>
  );
}

function ScatterCanvas({ drawing, look, title }: Omit<ScatterProps, 'asTable'>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeRevision();
  const still = useReducedMotion();
  useEffect(() => {
    if (canvas.current === null) return;
    const chart = new Chart(canvas.current, scatterConfiguration(drawing, look, still));
    return () => chart.destroy();
  }, [drawing, look, theme, still]);
  return (
    <div class="chart-canvas">
      <canvas ref={canvas} role="img" aria-label={`${title}: ${scatterSentence(drawing)}. They follow as a table.`} />
    </div>
  );
}

function ScatterTable({ drawing, title }: Pick<ScatterProps, 'drawing' | 'title'>) {
  const { headers, rows, left } = scatterRows(drawing);
  return (
    <table>
      <caption class="spoken">{title}</caption>
      <thead>
        <tr>
          {headers.map((header) => (
            <th key={header} scope="col">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, column) => (
              <td key={column}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
      {left > 0 && (
        <tfoot>
          <tr>
            <td colSpan={headers.length}>and {formatCount(left)} more</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

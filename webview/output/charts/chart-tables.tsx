import type { ChartCell, ChartDrawing } from '../../../core/protocol/charts';
import { plainText } from '../../shared/ansi';
import { shownName } from '../../shared/visible-text';
import { chartNumber, pictureNumber, type ChartPicture } from './chart-picture';

/** Rows of the text that says what a picture shows; a longer one helps nobody. */
const spokenRows = 500;

/** What a picture shows, as text. */
export function PictureTable({ picture, title }: { readonly picture: ChartPicture; readonly title: string }) {
  const left = picture.names.length - spokenRows;
  return (
    <table>
      <caption class="spoken">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{picture.axis}</th>
          {picture.series.map((series, index) => (
            <th key={index} scope="col">
              {series.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {picture.names.slice(0, spokenRows).map((name, index) => (
          <tr key={index}>
            <th scope="row">{name}</th>
            {picture.series.map((series, at) => (
              <td key={at}>{pictureNumber(picture, series.values[index] ?? null, index)}</td>
            ))}
          </tr>
        ))}
      </tbody>
      {left > 0 && (
        <tfoot>
          <tr>
            <td colSpan={picture.series.length + 1}>and {left} more</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

type TableDrawing = Extract<ChartDrawing, { kind: 'table' }>;

/** A chart that is a table. */
export function ChartTable({ drawing, title }: { readonly drawing: TableDrawing; readonly title: string }) {
  const { headers, rows, index } = drawing;
  if (headers.length === 0 && rows.length === 0) return <p class="waiting">No values to show</p>;
  return (
    <div class="chart-table" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption class="spoken">{title}</caption>
        <thead>
          <tr>
            {index !== null && <th scope="col" aria-label="Row" />}
            {headers.map((header, at) => (
              <th key={at} scope="col" class={isNumeric(rows, at) ? '' : 'text'}>
                {shownName(header)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {index !== null && <th scope="row">{shownName(index[place] ?? '')}</th>}
              {row.map((cell, at) => (
                <td key={at} class={typeof cell === 'number' ? '' : 'text'}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="waiting">No rows</p>}
    </div>
  );
}

function Cell({ cell }: { readonly cell: ChartCell }) {
  if (cell === null) return <span class="muted">–</span>;
  if (typeof cell === 'number') return <span title={String(cell)}>{chartNumber(cell)}</span>;
  return <span title={plainText(String(cell))}>{shownName(String(cell))}</span>;
}

function isNumeric(rows: TableDrawing['rows'], column: number): boolean {
  const cells = rows.map((row) => row[column] ?? null).filter((cell) => cell !== null);
  return cells.length > 0 && cells.every((cell) => typeof cell === 'number');
}

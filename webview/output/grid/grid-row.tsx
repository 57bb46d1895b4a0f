import { px } from '../../shared/px';
import type { ColumnInfo } from '../../../core/protocol/outputs';
import { formatCount } from '../../shared/format';
import { cutText, visibleText } from '../../shared/visible-text';
import { cellText, shownText, type CellValue } from '../cell-text';
import { columnFamily } from '../column-type';
import type { ColumnLayout } from './columns';

interface GridRowProps {
  readonly row: number;
  readonly top: number;
  /** Undefined while it is loaded. */
  readonly valueAt: (row: number, column: number) => CellValue | undefined;
  readonly columns: readonly ColumnInfo[];
  readonly layout: ColumnLayout;
  readonly firstColumn: number;
  readonly endColumn: number;
  /** Column of the active cell when it is in this row. */
  readonly activeColumn: number | null;
}

export function GridRow(props: GridRowProps) {
  const { row, top, valueAt, columns, layout, firstColumn, endColumn, activeColumn } = props;
  const numberWidth = layout.edges[0] ?? 0;
  const cells = [];
  for (let index = firstColumn; index < endColumn; index++) {
    const column = columns[index];
    if (column === undefined) continue;
    const left = layout.edges[index] ?? 0;
    const width = layout.widths[index] ?? 0;
    const value = valueAt(row, index);
    const text = value === undefined ? '' : cellText(value, column.type);
    cells.push(
      <div
        key={index}
        id={cellId(row, index)}
        role="gridcell"
        class={cellClass(column.type, value, index === activeColumn)}
        style={{ left: px(left), width: px(width) }}
        aria-colindex={index + 2}
        title={text.length > 24 ? cutText(visibleText(text), 1000) : ''}
        data-row={row}
        data-column-index={index}
      >
        {value === '' ? 'empty' : shownText(text)}
      </div>,
    );
  }
  return (
    <div class={`grid-row${row % 2 === 1 ? ' odd' : ''}`} role="row" aria-rowindex={row + 2} style={{ top: px(top) }}>
      <div class="grid-number" role="rowheader" aria-colindex={1} style={{ width: px(numberWidth) }}>
        {formatCount(row + 1)}
      </div>
      {cells}
    </div>
  );
}

export function cellId(row: number, column: number): string {
  return `cell-${row}-${column}`;
}

function cellClass(type: string, value: unknown, active: boolean): string {
  const state = value === undefined ? ' loading' : value === null || value === '' ? ' missing' : '';
  return `grid-cell family-${columnFamily(type)}${state}${active ? ' active' : ''}`;
}

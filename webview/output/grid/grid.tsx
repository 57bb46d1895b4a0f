import { px } from '../../shared/px';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { OutputRef, SortKey } from '../../../core/protocol/data';
import type { ColumnInfo } from '../../../core/protocol/outputs';
import { formatCount } from '../../shared/format';
import { failureOf } from '../../shared/host';
import { cellText, isCut } from '../cell-text';
import { summaryKind } from '../column-type';
import type { TableState } from '../output-state';
import type { ShownCell } from '../value-popover';
import { initialWidth, layoutColumns, narrowestColumn, visibleColumns, widestColumn } from './columns';
import { moveCursor, type Cursor } from './cursor';
import { cellId, GridRow } from './grid-row';
import { HeaderCell, headerId } from './header-cell';
import { wantedPages } from './pages';
import { canvasHeight, reveal, scrollTo, visibleRows } from './scroll-scale';
import { toggleSort } from './sorting';
import { useCopy, useRememberedPlace, useValueLengths } from './use-grid-effects';
import { useScroll } from './use-scroll';
import { usePages, useSummaries } from './use-table-data';

const rowHeight = 22;
const fullHeader = 66;
const lowHeader = 38;
/** Pixels by which a key makes a column wider or narrower. */
const widthStep = 24;

export interface GridProps {
  readonly output: OutputRef;
  /** Changes when the rows may have changed. */
  readonly content: string;
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
  readonly rows: number;
  readonly state: TableState;
  readonly onState: (change: Partial<TableState>) => void;
  readonly onSort: (sort: readonly SortKey[]) => void;
  /** Shows the whole value of a cell. */
  readonly onValue: (cell: ShownCell) => void;
  /** `left` is where the column's header begins, in pixels from the left of the grid. */
  readonly onProfile: (column: ColumnInfo, left: number) => void;
}

/** A table of any length: holds a few pages, draws the rows and columns that are in the view. */
export function Grid(props: GridProps) {
  const { output, content, columns, rows, state, onState } = props;
  const { sort } = state;
  const headerHeight = (height: number) => (height >= 150 ? fullHeader : lowHeader);
  const scroll = useScroll({ rows, rowHeight, headerHeight, start: state });
  const { size, extent, position, left, scroller } = scroll;
  const header = headerHeight(size.height);
  const { cache: pages, get: pageAt, cell: valueAt, shape } = usePages(output, content, columns.length, sort);
  const summaries = useSummaries(output, content, columns);
  const [cursor, setCursor] = useState<Cursor>({ row: 0, column: 0 });

  const firstPage = pageAt(Math.floor(visibleRows(extent, position.virtual).first / shape.rows));
  // a wide table is never there as a whole: its columns are as wide as their headers
  const lengths = useValueLengths(columns, shape.across === 1 ? (firstPage ?? null) : null);
  const numberWidth = Math.max(44, 16 + 7.2 * formatCount(rows).length);
  const layout = useMemo(
    () =>
      layoutColumns(
        columns.map((column, index) => state.widths[column.name] ?? initialWidth(column, lengths[index])),
        numberWidth,
      ),
    [columns, state.widths, lengths, numberWidth],
  );
  const shownColumns = visibleColumns(layout, left + numberWidth, left + size.width);
  const shownRows = visibleRows(extent, position.virtual);
  const width = layout.edges.at(-1) ?? 0;

  useEffect(() => pages.want(size.height === 0 ? [] : wantedPages(shownRows, shownColumns, rows, shape)));
  useEffect(() => {
    const indices = [];
    for (let index = shownColumns.first; index < shownColumns.end && header === fullHeader; index++) {
      if (summaryKind(columns[index]?.type ?? '') !== 'none') indices.push(index);
    }
    summaries.cache.want(indices);
  });
  useRememberedPlace(onState, Math.floor(position.virtual / rowHeight), left, size.height > 0);

  const cellAt = ({ row, column: index }: Cursor): ShownCell | null => {
    const column = columns[index];
    const value = valueAt(row, index);
    if (column === undefined || value === undefined) return null;
    return {
      query: { ...output, row, column: index, sort, filters: [] },
      column,
      text: value === null ? null : cellText(value, column.type),
      cut: isCut(value),
      left: (layout.edges[index] ?? 0) - left,
    };
  };
  const showValue = (cell: Cursor) => {
    const shown = cellAt(cell);
    if (shown !== null) props.onValue(shown);
  };
  useCopy(
    scroller,
    () => cellAt(cursor),
    () => showValue(cursor),
  );

  const moveTo = (next: Cursor) => {
    setCursor(next);
    if (next.row >= 0) scroll.jump(reveal(extent, position, next.row));
    const element = scroller.current;
    const [from, to] = [layout.edges[next.column] ?? 0, layout.edges[next.column + 1] ?? 0];
    if (element === null) return;
    if (from < left + numberWidth) element.scrollLeft = from - numberWidth;
    else if (to > left + size.width) element.scrollLeft = Math.min(from - numberWidth, to - size.width);
  };
  const sortBy = (column: ColumnInfo, add: boolean) => {
    props.onSort(toggleSort(sort, column.name, add));
    scroll.jump(scrollTo(extent, 0)); // who sorts wants to see the first
  };
  const profile = (index: number) => {
    const column = columns[index];
    if (column !== undefined) props.onProfile(column, (layout.edges[index] ?? 0) - left);
  };
  const resize = (column: ColumnInfo, wanted: number) => {
    const kept = Math.round(Math.min(widestColumn, Math.max(narrowestColumn, wanted)));
    onState({ widths: { ...state.widths, [column.name]: kept } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(extent.viewHeight / rowHeight) - 1);
    const far = event.ctrlKey || event.metaKey;
    const next = event.altKey ? null : moveCursor(cursor, event.key, far, { rows, columns: columns.length, page });
    const column = columns[cursor.column];
    const step = event.altKey ? { ArrowLeft: -widthStep, ArrowRight: widthStep }[event.key] : undefined;
    if (next !== null) moveTo(next);
    else if (cursor.row === -1 && event.key === 'Enter' && column !== undefined) sortBy(column, event.shiftKey);
    else if (cursor.row === -1 && event.key === ' ') profile(cursor.column);
    else if (cursor.row >= 0 && event.key === 'Enter') showValue(cursor);
    else if (cursor.row === -1 && step !== undefined && column !== undefined) {
      resize(column, (layout.widths[cursor.column] ?? 0) + step);
    } else return;
    event.preventDefault();
  };

  const cursorId = cursor.row === -1 ? headerId(cursor.column) : cellId(cursor.row, cursor.column);
  const cursorShown =
    (cursor.row === -1 || (cursor.row >= shownRows.first && cursor.row < shownRows.end)) &&
    cursor.column >= shownColumns.first &&
    cursor.column < shownColumns.end;
  const failure = pages.failure();
  return (
    <>
      {failure !== undefined && (
        <div class="banner" role="alert">
          <div class="banner-text">{failureOf(failure).message}</div>
          <button type="button" class="link" onClick={() => pages.retry()}>
            Try again
          </button>
        </div>
      )}
      <div
        ref={scroller}
        class={cursorShown ? 'grid' : 'grid cursor-away'}
        role="grid"
        tabIndex={0}
        aria-label={props.name}
        aria-rowcount={rows + 1}
        aria-colcount={columns.length + 1}
        {...(cursorShown ? { 'aria-activedescendant': cursorId } : {})}
        onScroll={scroll.onScroll}
        onKeyDown={onKeyDown}
        onMouseDown={(event) => {
          const cell = cellUnder(event.target);
          if (cell !== null) setCursor(cell);
        }}
        onDblClick={(event) => {
          const cell = cellUnder(event.target);
          if (cell !== null) showValue(cell);
        }}
      >
        <div
          class="grid-canvas"
          style={{ width: px(width), height: px(Math.max(canvasHeight(extent) + header, size.height)) }}
        >
          <div class="grid-layer" style={{ width: px(Math.max(width, size.width)), height: px(size.height) }}>
            <div class="grid-body" style={{ top: px(header), height: px(extent.viewHeight) }}>
              {range(shownRows.first, shownRows.end).map((row) => (
                <GridRow
                  key={row}
                  row={row}
                  top={row * rowHeight - position.virtual}
                  valueAt={valueAt}
                  columns={columns}
                  layout={layout}
                  firstColumn={shownColumns.first}
                  endColumn={shownColumns.end}
                  activeColumn={cursor.row === row ? cursor.column : null}
                />
              ))}
            </div>
            <div class="grid-head" role="row" aria-rowindex={1} style={{ height: px(header) }}>
              <div class="grid-corner" role="columnheader" aria-colindex={1} style={{ width: px(numberWidth) }}>
                <span class="spoken">Row</span>
              </div>
              {range(shownColumns.first, shownColumns.end).map((index) => {
                const column = columns[index];
                if (column === undefined) return null;
                return (
                  <HeaderCell
                    key={index}
                    column={column}
                    index={index}
                    left={layout.edges[index] ?? 0}
                    width={layout.widths[index] ?? 0}
                    sort={sort}
                    summary={summaries.get(index)}
                    summaryShown={header === fullHeader}
                    active={cursor.row === -1 && cursor.column === index}
                    onSort={(add) => sortBy(column, add)}
                    onProfile={() => profile(index)}
                    onResize={(wanted) => resize(column, wanted)}
                    onFitWidth={() => resize(column, initialWidth(column, lengths[index]))}
                  />
                );
              })}
            </div>
          </div>
        </div>
      </div>
    </>
  );
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

function cellUnder(target: EventTarget | null): Cursor | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column-index]') : null;
  const { row, columnIndex } = cell?.dataset ?? {};
  return row === undefined || columnIndex === undefined ? null : { row: Number(row), column: Number(columnIndex) };
}

import { px } from '../../shared/px';
import type { SortKey } from '../../../core/protocol/data';
import type { ColumnInfo } from '../../../core/protocol/outputs';
import { Icon } from '../../shared/controls';
import { formatCount, formatShare } from '../../shared/format';
import { shownName } from '../../shared/visible-text';
import { shownText } from '../cell-text';
import { columnFamily, columnIcon } from '../column-type';
import { HistogramDrawing } from '../histogram-drawing';
import type { ColumnSummary } from './use-table-data';

interface HeaderCellProps {
  readonly column: ColumnInfo;
  readonly index: number;
  readonly left: number;
  readonly width: number;
  readonly sort: readonly SortKey[];
  readonly summary: ColumnSummary | undefined;
  readonly summaryShown: boolean;
  readonly active: boolean;
  readonly onSort: (add: boolean) => void;
  readonly onProfile: () => void;
  readonly onResize: (width: number) => void;
  readonly onFitWidth: () => void;
}

export function HeaderCell(props: HeaderCellProps) {
  const { column, index, left, width, sort, summary, summaryShown, active, onSort, onProfile } = props;
  const place = sort.findIndex((key) => key.column === column.name);
  const key = sort[place];
  const name = shownName(column.name);
  const type = shownName(column.type);
  const direction = key === undefined ? 'none' : key.descending ? 'descending' : 'ascending';
  return (
    <div
      id={headerId(index)}
      role="columnheader"
      class={`grid-header family-${columnFamily(column.type)}${active ? ' active' : ''}`}
      style={{ left: px(left), width: px(width) }}
      aria-colindex={index + 2}
      aria-sort={direction}
      aria-label={`${name}, ${type}. Enter sorts, Space shows the profile, Alt with the arrows changes the width.`}
      data-column={column.name}
    >
      <div
        class="grid-header-name"
        title={`${name} (${type})\nClick to sort, Shift+click to sort by several columns`}
        onClick={(event) => onSort(event.shiftKey)}
      >
        <Icon name={columnIcon(column.type)} />
        <span class="words">{name}</span>
        {key !== undefined && (
          <span class="grid-sort">
            <Icon name={key.descending ? 'arrow-down' : 'arrow-up'} />
            {sort.length > 1 ? place + 1 : ''}
          </span>
        )}
        <button
          type="button"
          class="grid-profile"
          tabIndex={-1}
          title={`Profile of ${name}`}
          aria-label={`Profile of ${name}`}
          onClick={(event) => {
            event.stopPropagation();
            onProfile();
          }}
        >
          <Icon name="info" />
        </button>
      </div>
      <div class="grid-header-type">{type}</div>
      {summaryShown && (
        <div class="grid-summary" title={`Profile of ${name}`} onClick={onProfile}>
          <Summary summary={summary} width={width - 13} />
        </div>
      )}
      <ResizeHandle {...props} />
    </div>
  );
}

export function headerId(column: number): string {
  return `header-${column}`;
}

function Summary({ summary, width }: { readonly summary: ColumnSummary | undefined; readonly width: number }) {
  if (summary === undefined) return null;
  if (summary.kind === 'histogram') {
    if (summary.histogram === null) return null;
    return <HistogramDrawing histogram={summary.histogram} width={width} height={22} />;
  }
  const { profile } = summary;
  const [first, second] = profile.topValues;
  if (first === undefined) return <span class="grid-top muted">no values</span>;
  // a column whose values are all different has no commonest one
  if (first.count === 1) return <span class="grid-top muted">{formatCount(profile.distinct)} distinct</span>;
  return (
    <>
      {[first, second].map(
        (top, index) =>
          top !== undefined && (
            <span key={index} class="grid-top">
              <span class="grid-top-bar" style={{ width: `${(100 * top.count) / Math.max(1, profile.rows)}%` }} />
              <span class="words">{top.value === '' ? '(empty)' : shownText(top.value)}</span>
              <span class="grid-top-share">{formatShare(top.count, profile.rows)}</span>
            </span>
          ),
      )}
    </>
  );
}

/** Drags the right edge; a double click fits the column to what is shown. */
function ResizeHandle({ width, onResize, onFitWidth }: HeaderCellProps) {
  return (
    <div
      class="grid-resize"
      role="presentation"
      onDblClick={onFitWidth}
      onPointerDown={(event) => {
        const handle = event.currentTarget;
        const start = event.clientX - width;
        const move = (moved: PointerEvent) => onResize(moved.clientX - start);
        const end = () => {
          handle.removeEventListener('pointermove', move);
          handle.removeEventListener('pointerup', end);
          handle.removeEventListener('pointercancel', end);
        };
        handle.setPointerCapture(event.pointerId);
        handle.addEventListener('pointermove', move);
        handle.addEventListener('pointerup', end);
        handle.addEventListener('pointercancel', end);
        event.preventDefault();
      }}
    />
  );
}

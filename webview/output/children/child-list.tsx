import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChildStatus, ChildSummary } from '../../../core/protocol/data';
import type { OutputChildren, OutputSubject } from '../../../core/protocol/webview';
import { formatCount } from '../../shared/format';
import { LiveRegion } from '../../shared/live-region';
import { px } from '../../shared/px';
import { canvasHeight, reveal, scrollTo, visibleRows } from '../grid/scroll-scale';
import { useScroll } from '../grid/use-scroll';
import { ChildFilter } from './child-filter';
import { AllRow, ChildRow, WaitingRow, rowId } from './child-row';
import { countsKey, leftOf } from './children-text';
import { listWindow, rowAfterKey } from './list-window';
import { useFresh } from './use-fresh';

const rowHeight = 22;
const noHeader = () => 0;
const top = { row: 0, left: 0 };

interface ChildListProps {
  readonly subject: OutputSubject;
  readonly counts: OutputChildren;
  readonly revision: number;
  /** The name of the chosen one; null for all. */
  readonly chosen: string | null;
  readonly onChoose: (name: string | null) => void;
}

/** The runs of a block below a dynamic one, of which only those in the view are asked for and drawn. The first row is all. */
export function ChildList({ subject, counts, revision, chosen, onChoose }: ChildListProps) {
  const { project, pipeline, block } = subject;
  const [filter, setFilter] = useState('');
  const [status, setStatus] = useState<ChildStatus | null>(null);
  const [cursor, setCursor] = useState(0);
  /** The cursor has moved to a row that is not there yet: it is chosen when it comes. */
  const choosing = useRef(false);
  const matching = useRef(counts.total - leftOf(counts));
  const scroll = useScroll({ rows: matching.current + 1, rowHeight, headerHeight: noHeader, start: top });
  const { scroller, extent, position, size } = scroll;
  const shown = visibleRows(extent, position.virtual);

  const query = { project, pipeline, block, run: counts.run, filter, status, ...listWindow(shown.first, shown.end) };
  const key = JSON.stringify([query, subject.startedAt, revision]);
  const { answer, failure } = useFresh('children', { key, version: countsKey(counts), query });
  if (answer !== null) matching.current = answer.result.matching;
  const rows = matching.current + 1;
  const childAt = (row: number): ChildSummary | undefined => answer?.result.children[row - 1 - answer.query.offset];
  /** Until the answer to a new filter comes, the list before it is shown: nothing in it is chosen by its row. */
  const isCurrent = answer?.query.filter === filter && answer.query.status === status;

  const choose = (row: number) => {
    const child = isCurrent ? childAt(row) : undefined;
    choosing.current = row > 0 && child === undefined;
    if (row === 0) onChoose(null);
    else if (child !== undefined) onChoose(child.name);
  };
  const moveTo = (row: number) => {
    setCursor(row);
    scroll.jump(reveal(extent, position, row));
    choose(row);
  };
  useEffect(() => {
    if (choosing.current && isCurrent) choose(cursor);
  }, [answer]);
  /** The row of what is chosen, which moves when earlier ones end while the block runs; the cursor where it is not known. */
  const chosenRow = () => {
    const at = answer?.result.children.findIndex((child) => child.name === chosen) ?? -1;
    return chosen === null ? 0 : at < 0 ? cursor : at + 1 + (answer?.query.offset ?? 0);
  };
  const narrow = (nextFilter: string, nextStatus: ChildStatus | null) => {
    setFilter(nextFilter);
    setStatus(nextStatus);
    setCursor(0);
    choosing.current = false;
    scroll.jump(scrollTo(extent, 0));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(size.height / rowHeight));
    const next = rowAfterKey(choosing.current ? cursor : chosenRow(), event.key, rows, page);
    if (next === null) return;
    event.preventDefault();
    moveTo(next);
  };
  const focusFirst = (row: number) => {
    scroller.current?.focus();
    if (row < rows) moveTo(row);
  };

  const active = chosenRow();
  const narrowed = filter !== '' || status !== null;
  const found = `${formatCount(matching.current)} of ${formatCount(counts.total)} runs`;
  return (
    <section class="children" aria-label="Runs">
      <ChildFilter
        counts={counts}
        filter={filter}
        status={status}
        onFilter={(text) => narrow(text, status)}
        onStatus={(wanted) => narrow(filter, wanted)}
        onEnter={() => focusFirst(1)}
        onDown={() => focusFirst(chosenRow())}
      />
      {failure !== null && (
        <p class="children-note" role="alert">
          {failure.message} {failure.remedy}
        </p>
      )}
      <div
        ref={scroller}
        class="children-list"
        role="listbox"
        tabIndex={0}
        aria-label={`Runs of ${subject.blockName}`}
        {...(active >= shown.first && active < shown.end ? { 'aria-activedescendant': rowId(active) } : {})}
        onScroll={scroll.onScroll}
        onKeyDown={onKeyDown}
      >
        <div
          class="children-canvas"
          role="presentation"
          style={{ height: px(Math.max(canvasHeight(extent), size.height)) }}
        >
          <div class="children-layer" role="presentation" style={{ height: px(size.height) }}>
            {Array.from({ length: shown.end - shown.first }, (_, index) => {
              const row = shown.first + index;
              const place = { row, rows, top: row * rowHeight - position.virtual, onChoose: () => moveTo(row) };
              const child = childAt(row);
              if (row === 0) return <AllRow key={row} {...place} counts={counts} chosen={chosen === null} />;
              if (child === undefined) return <WaitingRow key={row} {...place} />;
              return <ChildRow key={row} {...place} child={child} chosen={chosen === child.name} />;
            })}
          </div>
        </div>
      </div>
      {rows === 1 && answer !== null && (
        <p class="children-note">{narrowed ? 'No run matches.' : 'No run has ended yet.'}</p>
      )}
      <LiveRegion text={narrowed && answer !== null ? `${found} match` : ''} ticket={0} />
    </section>
  );
}

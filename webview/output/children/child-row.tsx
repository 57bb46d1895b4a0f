import type { ChildSummary } from '../../../core/protocol/data';
import type { OutputChildren } from '../../../core/protocol/webview';
import { Icon } from '../../shared/controls';
import { countOf } from '../../shared/format';
import { px } from '../../shared/px';
import { statusLook } from '../../shared/statuses';
import { shownName } from '../../shared/visible-text';
import { childLabel, childNote } from './child-note';
import { childTitle } from './child-subject';
import { runsText } from './children-text';

interface RowPlace {
  readonly row: number;
  readonly rows: number;
  /** Pixels from the top of the view. */
  readonly top: number;
  readonly onChoose: () => void;
}

export function rowId(row: number): string {
  return `run-row-${row}`;
}

/** Stands for the block as a whole. */
export function AllRow({
  counts,
  chosen,
  ...place
}: RowPlace & { readonly counts: OutputChildren; readonly chosen: boolean }) {
  return (
    <div {...rowProps(place, chosen)} aria-label={`All: ${runsText(counts)}`}>
      <Icon name="list-unordered" />
      <span class="child-name">All</span>
      <span class="child-note">{countOf(counts.total, 'run')}</span>
    </div>
  );
}

export function ChildRow({
  child,
  chosen,
  ...place
}: RowPlace & { readonly child: ChildSummary; readonly chosen: boolean }) {
  const look = statusLook(child.status);
  const title = shownName(childTitle(child.name, child.index));
  const note = childNote(child);
  return (
    <div
      {...rowProps(place, chosen)}
      data-child={child.name}
      data-status={child.status}
      aria-label={childLabel(title, child)}
      title={note === '' ? title : `${title}: ${note}`}
    >
      <span class={`tone-${look.tone}`}>
        <Icon name={look.icon} spin={child.status === 'running'} />
      </span>
      <span class="child-name">{title}</span>
      {child.name !== String(child.index) && <span class="child-index">#{child.index}</span>}
      <span class="child-note">{note}</span>
    </div>
  );
}

/** A run that is asked for. */
export function WaitingRow(place: RowPlace) {
  return <div {...rowProps(place, false)} class="child waiting-row" aria-label="Reading …" />;
}

function rowProps({ row, rows, top, onChoose }: RowPlace, chosen: boolean) {
  return {
    id: rowId(row),
    class: 'child',
    role: 'option',
    style: { top: px(top) },
    'aria-selected': chosen,
    'aria-posinset': row + 1,
    'aria-setsize': rows,
    onClick: onChoose,
  } as const;
}

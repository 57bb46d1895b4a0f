import { useState } from 'preact/hooks';
import type { ExperimentRow } from '../../core/protocol/experiment-view';
import { formatCount } from '../shared/format';
import { shownName } from '../shared/visible-text';
import { metricLabels, scoreOf, type SortBy } from './rows';
import { SortHeader } from './sort-header';
import { Status, Took } from './status-cell';
import { startedText, titleOf, valueText } from './words';

/** Rows that are drawn until more are asked for. */
const rowsAtFirst = 200;
/** Metrics that have a column. */
const mostMetrics = 6;

interface ExperimentListProps {
  readonly rows: readonly ExperimentRow[];
  /** Records that were not looked at. */
  readonly older: number;
  readonly chosen: readonly string[];
  readonly sort: SortBy;
  readonly onSort: (by: string) => void;
  /** `together`: beside those that are chosen, or no longer. */
  readonly onChoose: (id: string, together: boolean) => void;
  readonly onOlder: () => void;
}

/** The trainings as a table; arrow keys go through them, the box of a row puts it beside the others. */
export function ExperimentList({ rows, older, chosen, sort, onSort, onChoose, onOlder }: ExperimentListProps) {
  const [most, setMost] = useState(rowsAtFirst);
  const labels = metricLabels(rows).slice(0, mostMetrics);
  const hasParts = rows.some(({ parts }) => parts > 0);
  const header = (title: string, by: string, numeric = false) => (
    <SortHeader key={by} title={title} by={by} sort={sort} onSort={onSort} numeric={numeric} />
  );
  return (
    <div class="table-frame experiment-list" role="region" aria-label="Trainings">
      <table onKeyDown={moveFocus}>
        <thead>
          <tr>
            <th scope="col" aria-label="Compare" />
            {header('Name', 'name')}
            {header('Trained', 'trained')}
            {header('Pipeline', 'pipeline')}
            {header('State', 'status')}
            {header('Started', 'started')}
            {header('Took', 'took', true)}
            {hasParts && header('Parts', 'parts', true)}
            {labels.map((label) => header(label, `metric:${label}`, true))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row) => (
            <Row key={row.id} row={row} labels={labels} hasParts={hasParts} chosen={chosen} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="waiting">No training matches the filter.</p>}
      {rows.length > most && (
        <button type="button" class="link more" onClick={() => setMost(2 * most)}>
          {formatCount(rows.length - most)} more
        </button>
      )}
      {older > 0 && (
        <button type="button" class="link more" onClick={onOlder}>
          Look at older records too ({formatCount(older)})
        </button>
      )}
    </div>
  );
}

interface RowProps extends Pick<ExperimentListProps, 'chosen' | 'onChoose'> {
  readonly row: ExperimentRow;
  readonly labels: readonly string[];
  readonly hasParts: boolean;
}

function Row({ row, labels, hasParts, chosen, onChoose }: RowProps) {
  const title = shownName(titleOf(row));
  const isChosen = chosen.includes(row.id);
  return (
    <tr
      aria-selected={isChosen}
      data-experiment={row.id}
      onClick={(event) => onChoose(row.id, event.ctrlKey || event.metaKey)}
    >
      <td>
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={`Compare ${title}, ${startedText(row.startedAt)}`}
          onClick={(event) => {
            event.stopPropagation();
            onChoose(row.id, true);
          }}
        />
      </td>
      <th scope="row">
        <button type="button" class="row-name" title={row.id}>
          {title}
        </button>
      </th>
      <td>{shownName(row.estimator)}</td>
      <td class="muted">{shownName(`${row.pipeline}/${row.block}`)}</td>
      <td>
        <Status status={row.status} />
      </td>
      <td>{startedText(row.startedAt)}</td>
      <td class="number">
        <Took {...row} />
      </td>
      {hasParts && <td class="number">{row.parts === 0 ? '' : formatCount(row.parts)}</td>}
      {labels.map((label) => (
        <td key={label} class="number">
          {valueText(scoreOf(row, label) ?? undefined)}
        </td>
      ))}
    </tr>
  );
}

/** Arrow keys go from row to row. */
function moveFocus(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const { currentTarget, target } = event;
  if (step === 0 || !(currentTarget instanceof Element) || !(target instanceof Element)) return;
  const names = [...currentTarget.querySelectorAll<HTMLElement>('.row-name')];
  const own = target.closest('tr')?.querySelector('.row-name');
  const next = names[names.findIndex((name) => name === own) + step];
  if (own === null || own === undefined || next === undefined) return;
  event.preventDefault();
  next.focus();
}

import { useState } from 'preact/hooks';
import { formatCount } from '../shared/format';
import { shownName } from '../shared/visible-text';
import { sortBy, type SortBy } from './rows';
import { SortHeader } from './sort-header';
import { Status, Took } from './status-cell';
import type { Trial, TrialTable } from './trials';
import { valueText } from './words';

/** Rows that are drawn until more are asked for. */
const rowsAtFirst = 100;

interface TrialListProps {
  readonly table: TrialTable;
  /** Id of the best trial. */
  readonly best: string | null;
  readonly chosen: readonly string[];
  readonly onChoose: (id: string, together: boolean) => void;
}

/** Trials as a table, which can be sorted by each of its columns. */
export function TrialList({ table, best, chosen, onChoose }: TrialListProps) {
  const { trials, scores, parameters, isSearch } = table;
  const [sort, setSort] = useState<SortBy>({ by: 'number', descending: false });
  const [most, setMost] = useState(rowsAtFirst);
  const sorted = sortBy(trials, (trial) => trialValue(trial, sort.by), sort.descending);
  const onSort = (by: string) => setSort({ by, descending: sort.by === by && !sort.descending });
  const header = (title: string, by: string, numeric = false) => (
    <SortHeader key={by} title={title} by={by} sort={sort} onSort={onSort} numeric={numeric} />
  );
  return (
    <div
      class="table-frame trial-list"
      tabIndex={0}
      role="region"
      aria-label={isSearch ? 'Table of trials' : 'Table of parts'}
    >
      <table>
        <thead>
          <tr>
            <th scope="col" aria-label="Compare" />
            {header(isSearch ? 'Trial' : 'Part', 'number', true)}
            {header('State', 'status')}
            {scores.map((label) => header(label, `metric:${label}`, true))}
            {header('Took', 'took', true)}
            {parameters.map((name) => header(name, `parameter:${name}`))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, most).map((trial) => (
            <TrialRow
              key={trial.part.id}
              trial={trial}
              table={table}
              isBest={trial.part.id === best}
              isChosen={chosen.includes(trial.part.id)}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
      {sorted.length > most && (
        <button type="button" class="link more" onClick={() => setMost(4 * most)}>
          {formatCount(sorted.length - most)} more
        </button>
      )}
    </div>
  );
}

interface TrialRowProps extends Pick<TrialListProps, 'table' | 'onChoose'> {
  readonly trial: Trial;
  readonly isBest: boolean;
  readonly isChosen: boolean;
}

function TrialRow({ trial, table: { scores, parameters, isSearch }, isBest, isChosen, onChoose }: TrialRowProps) {
  const { part, number } = trial;
  const name = isSearch ? `trial ${number}` : `part ${number + 1}`;
  return (
    <tr data-trial={number} class={isBest ? 'best' : ''} title={part.failure?.message ?? ''}>
      <td>
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={`Compare ${name}`}
          onClick={() => onChoose(part.id, true)}
        />
      </td>
      <th scope="row" class="number">
        <button type="button" class="link" aria-label={`Show ${name}`} onClick={() => onChoose(part.id, false)}>
          {isSearch ? number : (part.name ?? part.estimator)}
        </button>
        {isBest && <span title="The best"> ★</span>}
        {isBest && <span class="spoken">, the best</span>}
      </th>
      <td>
        <Status status={part.status} />
      </td>
      {scores.map((label) => (
        <td key={label} class="number">
          {valueText(trial.scores[label])}
        </td>
      ))}
      <td class="number">
        <Took {...part} />
      </td>
      {parameters.map((parameter) => (
        <td key={parameter}>{shownName(valueText(trial.parameters[parameter]))}</td>
      ))}
    </tr>
  );
}

function trialValue({ part, number, scores, parameters }: Trial, by: string): unknown {
  if (by.startsWith('metric:')) return scores[by.slice('metric:'.length)];
  if (by.startsWith('parameter:')) return parameters[by.slice('parameter:'.length)];
  return by === 'status' ? part.status : by === 'took' ? part.seconds : number;
}

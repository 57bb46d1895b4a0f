import type { ChildStatus } from '../../../core/protocol/data';
import type { OutputChildren } from '../../../core/protocol/webview';
import { formatCount } from '../../shared/format';

interface ChildFilterProps {
  readonly counts: OutputChildren;
  readonly filter: string;
  readonly status: ChildStatus | null;
  readonly onFilter: (text: string) => void;
  readonly onStatus: (status: ChildStatus | null) => void;
  /** Goes to the first that matches. */
  readonly onEnter: () => void;
  /** Goes to the list. */
  readonly onDown: () => void;
}

/** Narrows the list: by what the name contains, and to those that went another way than most. */
export function ChildFilter({ counts, filter, status, onFilter, onStatus, onEnter, onDown }: ChildFilterProps) {
  const choices: readonly { readonly status: ChildStatus; readonly count: number; readonly label: string }[] = [
    { status: 'failed', count: counts.failed, label: 'failed' },
    { status: 'condition_failed', count: counts.conditionFailed, label: 'condition not met' },
    { status: 'cancelled', count: counts.cancelled, label: 'cancelled' },
  ];
  const shown = choices.filter((choice) => choice.count > 0 || choice.status === status);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && filter !== '') onFilter('');
    else if (event.key === 'Enter') onEnter();
    else if (event.key === 'ArrowDown') onDown();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="children-filter">
      <input
        type="text"
        value={filter}
        placeholder="Filter by name or #number"
        aria-label="Filter runs by name or #number"
        spellcheck={false}
        onInput={(event) => onFilter(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {shown.length > 0 && (
        <div class="children-statuses" role="group" aria-label="Only runs that are">
          {shown.map((choice) => (
            <button
              key={choice.status}
              type="button"
              class="chip"
              aria-pressed={choice.status === status}
              onClick={() => onStatus(choice.status === status ? null : choice.status)}
            >
              {formatCount(choice.count)} {choice.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

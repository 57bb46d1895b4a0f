import { Icon } from '../shared/controls';
import { shownName } from '../shared/visible-text';
import type { SortBy } from './rows';

interface SortHeaderProps {
  readonly title: string;
  readonly by: string;
  readonly sort: SortBy;
  readonly onSort: (by: string) => void;
  readonly numeric?: boolean;
}

/** The title of a column that a table can be sorted by. */
export function SortHeader({ title, by, sort, onSort, numeric = false }: SortHeaderProps) {
  const own = sort.by === by;
  const order = sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={numeric ? 'number' : ''} aria-sort={own ? order : 'none'}>
      <button type="button" class="sort" onClick={() => onSort(by)}>
        {shownName(title)}
        {own && <Icon name={sort.descending ? 'arrow-down' : 'arrow-up'} />}
      </button>
    </th>
  );
}

import { useCallback, useRef, useState } from 'preact/hooks';
import type { OutputRef, Schema } from '../../core/protocol/data';
import type { ColumnInfo, OutputInfo } from '../../core/protocol/outputs';
import { useRequest } from '../shared/context';
import { EmptyState } from '../shared/empty-state';
import { LiveRegion } from '../shared/live-region';
import { FailureBanner } from '../shared/problems';
import { shownName } from '../shared/visible-text';
import { Grid } from './grid/grid';
import { sortText } from './grid/sorting';
import { contentKey, type TableState } from './output-state';
import { ProfilePopover } from './profile-popover';
import { ValuePopover, type ShownCell } from './value-popover';

interface TableViewProps {
  readonly output: OutputRef;
  readonly info: OutputInfo;
  readonly revision: string;
  readonly initial: TableState;
  readonly onState: (state: TableState) => void;
}

/** A table output: the grid, and over it the profile of a column. */
export function TableView({ output, info, revision, initial, onState }: TableViewProps) {
  const content = contentKey(output, revision);
  const asked = useRequest('schema', output, content);
  const schema = useSettledSchema(asked.result);
  const [state, setState] = useState(initial);
  const newest = useRef(state);
  const [profiled, setProfiled] = useState<{ column: ColumnInfo; left: number } | null>(null);
  const [opened, setOpened] = useState<ShownCell | null>(null);
  const frame = useRef<HTMLDivElement>(null);

  const change = useCallback(
    (part: Partial<TableState>) => {
      newest.current = { ...newest.current, ...part };
      setState(newest.current);
      onState(newest.current);
    },
    [onState],
  );
  const closePopover = useCallback(() => {
    setProfiled(null);
    setOpened(null);
    frame.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
  }, []);

  if (asked.failure !== null) return <FailureBanner failure={asked.failure} />;
  if (schema === null) return <p class="waiting">Reading {shownName(info.name)} …</p>;
  if (schema.columns.length === 0) return <EmptyState icon="table" title={`${shownName(info.name)} has no columns`} />;
  // a column of the stored order may be gone in a newer run
  const sort = state.sort.filter((key) => schema.columns.some((column) => column.name === key.column));
  return (
    <div class="table-view" ref={frame}>
      <Grid
        output={output}
        content={content}
        name={shownName(info.name)}
        columns={schema.columns}
        rows={schema.rows}
        state={sort.length === state.sort.length ? state : { ...state, sort }}
        onState={change}
        onSort={(next) => change({ sort: [...next] })}
        onProfile={(column, left) => setProfiled({ column, left })}
        onValue={setOpened}
      />
      {schema.rows === 0 && <p class="no-rows">No rows</p>}
      {profiled !== null && (
        <ProfilePopover
          key={profiled.column.name}
          output={output}
          content={content}
          column={profiled.column}
          left={profiled.left}
          onClose={closePopover}
        />
      )}
      {opened !== null && (
        <ValuePopover key={JSON.stringify(opened.query)} cell={opened} content={content} onClose={closePopover} />
      )}
      <LiveRegion text={state.sort.length === 0 ? '' : sortText(state.sort)} ticket={0} />
    </div>
  );
}

/** The newest schema; the same object as long as it says the same, so that a new run of a block does not rebuild the grid. */
function useSettledSchema(newest: Schema | null): Schema | null {
  const settled = useRef<Schema | null>(null);
  if (newest !== null && JSON.stringify(newest.columns) !== JSON.stringify(settled.current?.columns)) {
    settled.current = newest;
  } else if (newest !== null && settled.current !== null && newest.rows !== settled.current.rows) {
    settled.current = { columns: settled.current.columns, rows: newest.rows };
  }
  return settled.current;
}

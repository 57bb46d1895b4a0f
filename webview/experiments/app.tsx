import { useEffect, useMemo } from 'preact/hooks';
import { mostChosen } from '../../core/protocol/experiment-view';
import type { ExperimentsAction, ExperimentsSnapshot } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';
import { ToolButton } from '../shared/controls';
import { countOf } from '../shared/format';
import { LiveRegion } from '../shared/live-region';
import { FailureBanner } from '../shared/problems';
import type { ViewState } from '../shared/view-state';
import { shownName } from '../shared/visible-text';
import { Details } from './details';
import { ExperimentFilter } from './experiment-filter';
import { ExperimentList } from './experiment-list';
import { useExperimentsState, type ExperimentsState } from './experiments-state';
import { NoExperiments } from './no-experiments';
import { chosenRows, nextSort, rowValue, sortBy } from './rows';

interface AppProps {
  readonly snapshot: ExperimentsSnapshot | null;
  readonly kept: ViewState<ExperimentsState>;
}

export function App({ snapshot, kept }: AppProps) {
  return snapshot === null ? (
    <p class="waiting">Looking for experiments …</p>
  ) : (
    <Experiments snapshot={snapshot} kept={kept} />
  );
}

function Experiments({ snapshot, kept }: { readonly snapshot: ExperimentsSnapshot; readonly kept: AppProps['kept'] }) {
  const { send } = useMessages();
  const [state, update] = useExperimentsState(kept, snapshot);
  const { pipeline, block, text, sort } = state;
  const rows = useMemo(() => {
    const found = chosenRows(snapshot.rows, { pipeline, block, text });
    return sortBy(found, (row) => rowValue(row, sort.by), sort.descending);
  }, [snapshot.rows, pipeline, block, text, sort]);
  // until somebody has chosen, what is on top is shown: what has just begun, unless it is sorted otherwise
  const top = rows[0]?.id;
  const chosen = state.chosen.length > 0 || top === undefined ? state.chosen : [top];
  const wanted = chosen.join('\n');
  useEffect(() => send({ type: 'choose_experiments', ids: [...chosen] }), [send, wanted]);
  const act = (action: ExperimentsAction, of: { pipeline: string; block: string } = { pipeline: '', block: '' }) =>
    send({ type: 'experiments_action', action, pipeline: of.pipeline, block: of.block });
  const choose = (id: string, together: boolean) => update({ chosen: together ? toggled(chosen, id) : [id] });
  const details = snapshot.chosen.filter((one) => chosen.includes(one.state.id));
  const running = snapshot.rows.filter(({ status }) => status === 'running').length;
  const summary = `${countOf(rows.length, 'training')}${running > 0 ? `, ${running} running` : ''}`;
  return (
    <main class="experiments">
      <header class="experiments-head">
        <h1>Experiments</h1>
        <span class="muted">{shownName(snapshot.projectName)}</span>
        {snapshot.severalProjects && (
          <ToolButton icon="folder-opened" worded label="Other project" onClick={() => act('project')} />
        )}
        <span class="stretch" />
        {snapshot.rows.length > 0 && <ExperimentFilter state={state} update={update} summary={summary} />}
      </header>
      {snapshot.failure !== null && <FailureBanner failure={snapshot.failure} />}
      {snapshot.rows.length === 0 && snapshot.failure === null && <NoExperiments snapshot={snapshot} act={act} />}
      {snapshot.rows.length > 0 && (
        <div class="experiments-body">
          <ExperimentList
            rows={rows}
            older={snapshot.older}
            chosen={chosen}
            sort={sort}
            onSort={(by) => update({ sort: nextSort(sort, by) })}
            onChoose={choose}
            onOlder={() => act('older')}
          />
          <Details
            chosen={details}
            logarithmic={state.logarithmic}
            onLogarithmic={(logarithmic) => update({ logarithmic })}
            onChoose={choose}
            act={act}
          />
        </div>
      )}
      <LiveRegion text={summary} ticket={0} />
    </main>
  );
}

/** With one more, or one less; beyond what can be looked at together the first chosen goes. */
function toggled(chosen: readonly string[], id: string): readonly string[] {
  return chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id].slice(-mostChosen);
}

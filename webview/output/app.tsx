import { useCallback, useState } from 'preact/hooks';
import type { OutputSnapshot, OutputSubject } from '../../core/protocol/webview';
import { Icon } from '../shared/controls';
import type { Host } from '../shared/host';
import { LiveRegion } from '../shared/live-region';
import { FailureBanner } from '../shared/problems';
import { statusLook } from '../shared/statuses';
import type { ViewState } from '../shared/view-state';
import { shownName } from '../shared/visible-text';
import { Charts } from './charts';
import { SubjectActions, SubjectTitle } from './header';
import { Log } from './log';
import { NoOutput, NothingSelected } from './no-output';
import { emptyTableState, outputRef, subjectKey, type OutputState, type TableState } from './output-state';
import { PreviewText } from './preview';
import { outputTabId, shownTab, subjectTabs } from './subject-tabs';
import { TabList, tabId, tabPanelId } from './tab-list';
import { TableView } from './table-view';
import { Tests } from './tests';

interface AppProps {
  readonly host: Host<'output'>;
  readonly snapshot: OutputSnapshot | null;
  readonly state: ViewState<OutputState>;
}

export function App({ host, snapshot, state }: AppProps) {
  if (snapshot === null) return <p class="waiting">Reading the output …</p>;
  const { subject } = snapshot;
  if (subject === null) {
    return (
      <main class="output">
        <h1 class="spoken">Output</h1>
        <NothingSelected trusted={snapshot.trusted} />
      </main>
    );
  }
  // a new block begins anew; a new run of the same one does not
  return <Subject key={subjectKey(subject)} host={host} snapshot={snapshot} subject={subject} state={state} />;
}

interface SubjectProps {
  readonly host: Host<'output'>;
  readonly snapshot: OutputSnapshot;
  readonly subject: OutputSubject;
  readonly state: ViewState<OutputState>;
}

function Subject({ host, snapshot, subject, state }: SubjectProps) {
  const block = subjectKey(subject);
  const [chosen, setChosen] = useState(() => (state.read().block === block ? state.read().tab : null));
  const tabs = subjectTabs(subject);
  const tab = shownTab(subject, tabs, chosen);
  const choose = useCallback(
    (id: string) => {
      setChosen(id);
      state.update(state.read().block === block ? { tab: id } : { block, tab: id, tables: {} });
    },
    [block, state],
  );
  return (
    <main class="output">
      <header class="output-head">
        <SubjectTitle subject={subject} />
        <TabList tabs={tabs} selected={tab} onSelect={choose} />
        {!snapshot.trusted && (
          <span class="muted words" title="This workspace is not trusted: everything can be looked at, nothing runs">
            <Icon name="shield" /> Not trusted
          </span>
        )}
        <SubjectActions snapshot={snapshot} subject={subject} />
      </header>
      {subject.failure !== null && <FailureBanner failure={subject.failure} />}
      <section
        id={tabPanelId}
        class="output-panel"
        role="tabpanel"
        {...(tab === null ? {} : { 'aria-labelledby': tabId(tab) })}
      >
        <Panel tab={tab} host={host} snapshot={snapshot} subject={subject} state={state} />
      </section>
      <LiveRegion text={`${shownName(subject.blockName)}: ${statusLook(subject.status).label}`} ticket={0} />
    </main>
  );
}

function Panel({ tab, host, snapshot, subject, state }: SubjectProps & { readonly tab: string | null }) {
  const { revision } = snapshot;
  const block = subjectKey(subject);
  const info = subject.outputs.find((output) => outputTabId(output.index) === tab);
  const index = String(info?.index ?? '');
  const keep = useCallback(
    (table: TableState) => {
      const { block: keptBlock, tables } = state.read();
      if (keptBlock === block) state.update({ tables: { ...tables, [index]: table } });
      else state.update({ block, tab: null, tables: { [index]: table } });
    },
    [block, state, index],
  );
  if (info !== undefined) {
    const output = outputRef(subject, info.index);
    if (info.kind !== 'table') return <PreviewText key={tab} output={output} info={info} revision={revision} />;
    const known = state.read().block === block ? state.read().tables[index] : undefined;
    const initial = known ?? emptyTableState;
    return <TableView key={tab} output={output} info={info} revision={revision} initial={initial} onState={keep} />;
  }
  switch (tab) {
    case 'charts':
      return <Charts subject={subject} revision={revision} />;
    case 'tests':
      return <Tests tests={subject.tests} />;
    case 'log':
      return <Log host={host} subject={subject} snapshot={snapshot} />;
    default:
      return <NoOutput snapshot={snapshot} subject={subject} />;
  }
}

import { useCallback, useState } from 'preact/hooks';
import type { OutputSnapshot, OutputSubject } from '../../core/protocol/webview';
import { Icon } from '../shared/controls';
import type { Host } from '../shared/host';
import { LiveRegion } from '../shared/live-region';
import { FailureBanner } from '../shared/problems';
import { statusLook } from '../shared/statuses';
import type { ViewState } from '../shared/view-state';
import { shownName } from '../shared/visible-text';
import { ChildList } from './children/child-list';
import { wholeSubject, type ShownSubject } from './children/child-subject';
import { useShownChild } from './children/use-shown-child';
import { SubjectActions, SubjectTitle } from './header';
import { NothingSelected } from './no-output';
import { Notice } from './notice';
import { fromTheTop, subjectKey, type OutputState } from './output-state';
import { Panel } from './panel';
import { runsTab, shownTab, subjectTabs } from './subject-tabs';
import { TabList, tabId, tabPanelId } from './tab-list';

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
  const kept = () => (state.read().block === block ? state.read() : null);
  const [chosenTab, setChosenTab] = useState(() => kept()?.tab ?? null);
  const [chosenChild, setChosenChild] = useState(() => kept()?.child ?? null);
  const { children } = subject;
  const child = useShownChild(subject, children === null ? null : chosenChild, snapshot.revision);
  const shown = child.shown ?? wholeSubject(subject);
  const revision = `${snapshot.revision} ${child.shown?.finishedAt ?? ''}`;
  const tabs = subjectTabs(shown);
  const tab = shownTab(shown, tabs, chosenTab);
  const keep = useCallback(
    (change: Partial<OutputState>) => {
      state.update(state.read().block === block ? change : { block, child: null, tab: null, tables: {}, ...change });
    },
    [block, state],
  );
  const chooseTab = (id: string) => {
    setChosenTab(id);
    keep({ tab: id });
  };
  const chooseChild = (name: string | null) => {
    setChosenChild(name);
    keep({ child: name, tables: fromTheTop(kept()?.tables ?? {}) });
  };
  // all runs are listed with their own failures, of which the block's is the first
  const failure = child.failure ?? (tab === runsTab && (children?.failed ?? 0) > 0 ? null : shown.failure);
  return (
    <main class="output">
      <header class="output-head">
        <SubjectTitle subject={shown} />
        <TabList tabs={tabs} selected={tab} onSelect={chooseTab} />
        {!snapshot.trusted && (
          <span class="muted words" title="This workspace is not trusted: everything can be looked at, nothing runs">
            <Icon name="shield" /> Not trusted
          </span>
        )}
        <SubjectActions snapshot={snapshot} subject={shown} />
      </header>
      <div class="output-body">
        {children !== null && children.total > 0 && (
          <ChildList
            subject={subject}
            counts={children}
            revision={snapshot.revision}
            chosen={chosenChild}
            onChoose={chooseChild}
          />
        )}
        <section
          id={tabPanelId}
          class="output-panel"
          role="tabpanel"
          {...(tab === null ? {} : { 'aria-labelledby': tabId(tab) })}
        >
          {failure !== null && <FailureBanner failure={failure} />}
          <Notice snapshot={snapshot} subject={shown} tab={tab} />
          <Panel
            tab={tab}
            host={host}
            snapshot={snapshot}
            subject={shown}
            revision={revision}
            state={state}
            onKeep={keep}
            onChild={chooseChild}
          />
        </section>
      </div>
      <LiveRegion text={spokenState(shown)} ticket={0} />
    </main>
  );
}

function spokenState({ blockName, child, status }: ShownSubject): string {
  const name = child === null ? shownName(blockName) : `${shownName(blockName)}, ${shownName(child.title)}`;
  return `${name}: ${statusLook(status).label}`;
}

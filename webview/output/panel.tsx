import { useCallback } from 'preact/hooks';
import type { OutputSnapshot } from '../../core/protocol/webview';
import type { Host } from '../shared/host';
import type { ViewState } from '../shared/view-state';
import { Charts } from './charts/charts';
import { AllRuns } from './children/all-runs';
import type { ShownSubject } from './children/child-subject';
import { Log } from './log';
import { ModelView } from './model/model-view';
import { NoOutput } from './no-output';
import { emptyTableState, outputRef, subjectKey, type OutputState, type TableState } from './output-state';
import { PreviewText } from './preview';
import { outputTabId, runsTab } from './subject-tabs';
import { TableView } from './table-view';
import { Tests } from './tests';

interface PanelProps {
  readonly tab: string | null;
  readonly host: Host<'output'>;
  readonly snapshot: OutputSnapshot;
  readonly subject: ShownSubject;
  /** Changes whenever the contents of the outputs may have changed. */
  readonly revision: string;
  readonly state: ViewState<OutputState>;
  readonly onKeep: (change: Partial<OutputState>) => void;
  readonly onChild: (name: string) => void;
}

/** What the chosen tab shows. */
export function Panel({ tab, host, snapshot, subject, revision, state, onKeep, onChild }: PanelProps) {
  const block = subjectKey(subject);
  const info = subject.outputs.find((output) => outputTabId(output.index) === tab);
  const index = String(info?.index ?? '');
  const tables = state.read().block === block ? state.read().tables : {};
  const keep = useCallback(
    (table: TableState) => {
      const kept = state.read();
      onKeep({ tables: { ...(kept.block === block ? kept.tables : {}), [index]: table } });
    },
    [block, state, index, onKeep],
  );
  if (info !== undefined) {
    const output = outputRef(subject, info.index);
    const key = JSON.stringify([tab, subject.child?.name]);
    if (info.kind === 'model') return <ModelView key={key} output={output} info={info} revision={revision} />;
    if (info.kind !== 'table') return <PreviewText key={key} output={output} info={info} revision={revision} />;
    const known = tables[index] ?? emptyTableState;
    return <TableView key={key} output={output} info={info} revision={revision} initial={known} onState={keep} />;
  }
  switch (tab) {
    case runsTab:
      return subject.children === null ? null : (
        <AllRuns snapshot={snapshot} subject={subject} counts={subject.children} onChoose={onChild} />
      );
    case 'charts':
      return <Charts subject={subject} revision={revision} trusted={snapshot.trusted} />;
    case 'tests':
      return <Tests tests={subject.tests} />;
    case 'log':
      return <Log host={host} subject={subject} snapshot={snapshot} />;
    default:
      return <NoOutput snapshot={snapshot} subject={subject} />;
  }
}

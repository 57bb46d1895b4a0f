import type { OutputChildren, OutputSnapshot } from '../../../core/protocol/webview';
import { plainText } from '../../shared/ansi';
import { Icon } from '../../shared/controls';
import { countOf } from '../../shared/format';
import { FailureBanner, LocationLink } from '../../shared/problems';
import { shownName } from '../../shared/visible-text';
import { NextSteps } from '../next-steps';
import { StateInWords } from '../no-output';
import { nothingToRunWords } from '../words';
import { childTitle, type ShownSubject } from './child-subject';
import { countsKey, leftOf, runsSentence } from './children-text';
import { useFresh } from './use-fresh';

/** Failed runs that are listed with their messages; the list beside has them all. */
const listedFailures = 20;

interface AllRunsProps {
  readonly snapshot: OutputSnapshot;
  readonly subject: ShownSubject;
  readonly counts: OutputChildren;
  readonly onChoose: (name: string) => void;
}

/** A block that ran once for each item, as a whole: how its runs went, and those that failed. */
export function AllRuns({ snapshot, subject, counts, onChoose }: AllRunsProps) {
  if (counts.total === 0) {
    return <StateInWords snapshot={snapshot} subject={subject} words={nothingToRunWords(subject)} />;
  }
  const running = subject.status === 'running';
  const items = counts.itemsOf.map(({ name }) => shownName(name)).join(' and ');
  const canRetry = !running && (counts.failed > 0 || counts.cancelled > 0 || leftOf(counts) > 0);
  return (
    <div class="all-runs">
      <p class="all-runs-count">{runsSentence(counts, running)}</p>
      <p class="muted">
        {items === '' ? '' : `One run for each item of ${items}. `}
        Choose a run in the list to see its output and its log.
        {canRetry && ' Retrying the run of the pipeline keeps what has completed.'}
      </p>
      {canRetry && (
        <NextSteps
          snapshot={snapshot}
          subject={subject}
          steps={[{ kind: 'retry', label: 'Retry run', run: counts.run }]}
        />
      )}
      {counts.failed > 0 && <FailedRuns subject={subject} counts={counts} onChoose={onChoose} />}
    </div>
  );
}

function FailedRuns({ subject, counts, onChoose }: Omit<AllRunsProps, 'snapshot'>) {
  const { project, pipeline, block } = subject;
  const query = { project, pipeline, block, run: counts.run, filter: '', status: 'failed', offset: 0 } as const;
  const key = JSON.stringify([query, subject.startedAt]);
  const version = countsKey(counts);
  const { answer, failure } = useFresh('children', { key, version, query: { ...query, limit: listedFailures } });
  if (failure !== null) return <FailureBanner failure={failure} />;
  const more = (answer?.result.matching ?? 0) - (answer?.result.children.length ?? 0);
  return (
    <ul class="failed-runs">
      {answer?.result.children.map(({ name, index, failure: why }) => (
        <li key={name}>
          <span class="tone-bad">
            <Icon name="error" />
          </span>
          <span>
            <button type="button" class="link" onClick={() => onChoose(name)}>
              {shownName(childTitle(name, index))}
            </button>{' '}
            {plainText(why?.message ?? 'failed')}{' '}
            {why?.remedy !== undefined && <span class="remedy">{why.remedy} </span>}
            {why !== null && <LocationLink problem={why} />}
          </span>
        </li>
      ))}
      {more > 0 && <li class="muted">{countOf(more, 'more failed run')}: narrow the list to those that failed.</li>}
    </ul>
  );
}

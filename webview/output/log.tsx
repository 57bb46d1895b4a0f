import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../core/protocol/problem';
import type { OutputSnapshot } from '../../core/protocol/webview';
import { createAnsiReader } from '../shared/ansi';
import { useMessages } from '../shared/context';
import { failureOf, isAbort, type Host } from '../shared/host';
import { FailureBanner } from '../shared/problems';
import { shownName } from '../shared/visible-text';
import type { ShownSubject } from './children/child-subject';
import { followLog } from './log-follower';
import { appendToLog } from './log-paper';

interface LogProps {
  readonly host: Pick<Host<'output'>, 'onLogGrew'>;
  readonly subject: ShownSubject;
  readonly snapshot: OutputSnapshot;
}

/** What the block printed; follows the end unless one has scrolled up. */
export function Log({ host, subject, snapshot }: LogProps) {
  const { request } = useMessages();
  const { project, pipeline, block, logRun: run } = subject;
  const child = subject.child?.name ?? null;
  const paper = useRef<HTMLPreElement>(null);
  const poke = useRef<() => void>(() => undefined);
  const [empty, setEmpty] = useState(true);
  const [cut, setCut] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    if (run === null) return;
    const controller = new AbortController();
    setEmpty(true);
    setCut(false);
    setFailure(null);
    paper.current?.replaceChildren();
    const reader = createAnsiReader();
    const follower = followLog({
      read: (from) =>
        request(
          'log',
          { project, pipeline, run, block, from, ...(child === null ? {} : { child }) },
          controller.signal,
        ),
      append(text) {
        setEmpty(false);
        setFailure(null);
        if (appendToLog(paper.current, reader.read(text))) setCut(true);
      },
      failed(error) {
        if (!isAbort(error)) setFailure(failureOf(error));
      },
    });
    poke.current = follower.poke;
    const unsubscribe = host.onLogGrew(follower.poke);
    return () => {
      unsubscribe();
      follower.stop();
      controller.abort();
    };
  }, [host, request, project, pipeline, block, run, child]);
  // the last lines of a block may come with its end rather than with `log_grew`
  useEffect(() => poke.current(), [snapshot, run, block, child]);

  return (
    <div class="log-view">
      {failure !== null && <FailureBanner failure={failure} />}
      {cut && <p class="log-note">Only the end of the log is shown here; “Show Logs” opens all of it.</p>}
      {empty && failure === null && <p class="log-note">{nothingPrinted(subject)}</p>}
      <pre
        ref={paper}
        class="log"
        tabIndex={0}
        role="log"
        aria-label={`Log of ${shownName(child ?? subject.blockName)}`}
        aria-live="off"
      />
    </div>
  );
}

function nothingPrinted({ status, child }: ShownSubject): string {
  const printed = child === null ? 'The block has printed nothing' : 'This run has printed nothing';
  return status === 'running' || status === 'pending' ? `${printed} yet.` : `${printed}.`;
}

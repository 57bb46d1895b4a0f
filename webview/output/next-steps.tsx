import type { OutputSnapshot } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';
import { Button } from '../shared/controls';
import type { ShownSubject } from './children/child-subject';
import { runBlocked } from './run-blocked';
import type { NextStep } from './words';

interface NextStepsProps {
  readonly snapshot: OutputSnapshot;
  readonly subject: ShownSubject;
  readonly steps: readonly NextStep[];
}

/** Buttons for what to do next; the first that runs something says why it cannot when it cannot. */
export function NextSteps({ snapshot, subject, steps }: NextStepsProps) {
  const take = useNextStep(subject);
  if (steps.length === 0) return null;
  const blocked = steps.some(runs) ? runBlocked(snapshot) : null;
  return (
    <p class="next-steps">
      {steps.map((step, index) => (
        <Button
          key={step.label}
          secondary={index > 0 || !runs(step)}
          blocked={runs(step) ? blocked : null}
          onClick={() => take(step)}
        >
          {step.label}
        </Button>
      ))}
      {blocked !== null && <span class="muted"> Not now: {blocked}.</span>}
    </p>
  );
}

/** The same as links, for a line of text. */
export function NextStepLinks({ snapshot, subject, steps }: NextStepsProps) {
  const take = useNextStep(subject);
  const possible = runBlocked(snapshot) === null ? steps : steps.filter((step) => !runs(step));
  return (
    <>
      {possible.map((step) => (
        <button key={step.label} type="button" class="link" onClick={() => take(step)}>
          {step.label}
        </button>
      ))}
    </>
  );
}

function useNextStep({ block }: ShownSubject): (step: NextStep) => void {
  const { send } = useMessages();
  return (step) => {
    switch (step.kind) {
      case 'run':
        send({ type: 'run_block', block, upstream: step.upstream });
        return;
      case 'retry':
        send({ type: 'retry_run', run: step.run });
        return;
      case 'show':
        send({ type: 'show_output', block: step.block });
        return;
      case 'open':
        send({ type: 'open_block', block: step.block });
    }
  };
}

function runs({ kind }: NextStep): boolean {
  return kind === 'run' || kind === 'retry';
}

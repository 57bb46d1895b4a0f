import type { TestFinished } from '../../core/protocol/run-events';
import { plainText } from '../shared/ansi';
import { Icon } from '../shared/controls';
import { formatDuration } from '../shared/format';
import { LocationLink } from '../shared/problems';
import { shownName } from '../shared/visible-text';

/** Tests of the block in its newest run, failed ones first. */
export function Tests({ tests }: { readonly tests: readonly TestFinished[] }) {
  const sorted = [...tests].sort((a, b) => Number(a.passed) - Number(b.passed));
  return (
    <ul class="tests">
      {sorted.map((test) => (
        <li key={test.test}>
          <span class={test.passed ? 'tone-good' : 'tone-bad'}>
            <Icon name={test.passed ? 'pass' : 'error'} />
            <span class="spoken">{test.passed ? 'Passed:' : 'Failed:'}</span>
          </span>
          <div class="test-text">
            <span>{shownName(test.test)}</span> <span class="muted">{formatDuration(test.seconds)}</span>
            {test.failure !== undefined && <TestFailure failure={test.failure} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function TestFailure({ failure }: { readonly failure: NonNullable<TestFinished['failure']> }) {
  const { expected, actual, detail } = failure;
  return (
    <div class="test-failure">
      <p>
        {plainText(failure.message)} {failure.remedy} <LocationLink problem={failure} />
      </p>
      {(expected !== undefined || actual !== undefined) && (
        <dl class="expected">
          <dt>Expected</dt>
          <dd>{plainText(expected ?? '')}</dd>
          <dt>Actual</dt>
          <dd>{plainText(actual ?? '')}</dd>
        </dl>
      )}
      {detail !== undefined && (
        <details>
          <summary>Details</summary>
          <pre>{plainText(detail)}</pre>
        </details>
      )}
    </div>
  );
}

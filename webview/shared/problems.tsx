import type { Failure, Problem } from '../../core/protocol/problem';
import { plainText } from './ansi';
import { Icon } from './controls';
import { useMessages } from './context';

const icons = { error: 'error', warning: 'warning', info: 'info' } as const;
const tones = { error: 'bad', warning: 'warning', info: 'muted' } as const;

export function SeverityIcon({ severity }: { readonly severity: Problem['severity'] }) {
  return (
    <span class={`tone-${tones[severity]}`}>
      <Icon name={icons[severity]} />
    </span>
  );
}

/** `pipelines/taxi/metadata.yaml:12`, for reading; the whole path is in the tooltip. */
function locationText(problem: Pick<Problem, 'file' | 'line'>): string {
  const parts = (problem.file ?? '').split(/[\\/]/);
  const short = parts.slice(-2).join('/');
  return problem.line === undefined ? short : `${short}:${problem.line}`;
}

interface LocationLinkProps {
  readonly problem: Pick<Problem, 'file' | 'line' | 'column'>;
  readonly label?: string;
}

/** A link to where a problem stands; nothing when the problem has no place. */
export function LocationLink({ problem, label }: LocationLinkProps) {
  const messages = useMessages();
  const { file, line = 1, column = 1 } = problem;
  if (file === undefined) return null;
  return (
    <button
      type="button"
      class="link"
      title={`${file}:${line}:${column}`}
      onClick={() => messages.send({ type: 'open_location', file, line, column })}
    >
      {breakable(label ?? locationText({ file, line }))}
    </button>
  );
}

/** A path that may go on in a new line behind a slash, and so does not within a name. */
function breakable(path: string) {
  return path.split(/(?<=[\\/])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));
}

export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  return (
    <ul class="problems">
      {problems.map((problem, index) => (
        <li key={index}>
          <SeverityIcon severity={problem.severity} />
          <span class="problem-text">
            {plainText(problem.message)}
            {problem.remedy !== undefined && <span class="remedy"> {problem.remedy}</span>}
          </span>
          <LocationLink problem={problem} />
        </li>
      ))}
    </ul>
  );
}

/** A failure over the view: what, what to do, where, and the engine's own words on demand. */
export function FailureBanner({ failure }: { readonly failure: Failure }) {
  const messages = useMessages();
  return (
    <div class="banner" role="alert">
      <SeverityIcon severity={failure.severity} />
      <div class="banner-text">
        <span class="banner-message">{plainText(failure.message)}</span>
        {failure.remedy !== undefined && <span class="remedy"> {failure.remedy}</span>}
        {failure.detail !== undefined && (
          <details>
            <summary>Details</summary>
            <pre>{plainText(failure.detail)}</pre>
          </details>
        )}
      </div>
      <span class="banner-actions">
        {failure.missing !== undefined && (
          <button type="button" class="link" onClick={() => messages.send({ type: 'install_packages' })}>
            Install {failure.missing.packages.join(', ')}
          </button>
        )}
        <LocationLink problem={failure} label="Open line" />
        <button type="button" class="link" onClick={() => messages.send({ type: 'show_logs' })}>
          Open Logs
        </button>
      </span>
    </div>
  );
}

import type { OutputRef } from '../../core/protocol/data';
import type { OutputInfo } from '../../core/protocol/outputs';
import { plainText } from '../shared/ansi';
import { useRequest } from '../shared/context';
import { formatBytes } from '../shared/format';
import { FailureBanner } from '../shared/problems';
import { shownName } from '../shared/visible-text';
import { contentKey } from './output-state';

interface PreviewProps {
  readonly output: OutputRef;
  readonly info: OutputInfo;
  readonly revision: string;
}

/** An output that is not a table: a picture, or text. */
export function PreviewText({ output, info, revision }: PreviewProps) {
  const { last: result, failure } = useRequest('preview', output, contentKey(output, revision));
  if (failure !== null) return <FailureBanner failure={failure} />;
  if (result === null) return <p class="waiting">Reading {shownName(info.name)} …</p>;
  return (
    <div class="preview">
      {result.image === undefined ? (
        <pre tabIndex={0} aria-label={shownName(info.name)}>
          {plainText(result.text)}
        </pre>
      ) : (
        <div class="picture" tabIndex={0}>
          <img src={result.image} alt={`${shownName(info.name)}: ${plainText(result.text)}`} />
        </div>
      )}
      {result.truncated && <p class="log-note">The beginning of {formatBytes(info.bytes)}.</p>}
    </div>
  );
}

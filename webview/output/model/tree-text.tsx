import type { OutputRef } from '../../../core/protocol/data';
import { plainText } from '../../shared/ansi';
import { useRequest } from '../../shared/context';
import { FailureBanner } from '../../shared/problems';

interface TreeTextProps {
  readonly output: OutputRef;
  readonly tree: number;
  /** Names the contents of the output. */
  readonly content: string;
}

/** A tree as XGBoost prints it, to be selected and copied. */
export function TreeText({ output, tree, content }: TreeTextProps) {
  const { last: found, failure } = useRequest('tree_text', { ...output, tree }, JSON.stringify([content, tree]));
  if (failure !== null) return <FailureBanner failure={failure} />;
  if (found === null) return <p class="waiting">Writing …</p>;
  return (
    <>
      <pre class="tree-text" tabIndex={0} aria-label={`Tree ${tree} as text`}>
        {plainText(found.text)}
      </pre>
      {found.truncated && <p class="chart-note">The tree is longer than this.</p>}
    </>
  );
}

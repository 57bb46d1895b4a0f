import type { Failure } from '../../../core/protocol/problem';
import type { OutputSubject } from '../../../core/protocol/webview';
import { childSubject, isFinal, type ShownSubject } from './child-subject';
import { countsKey } from './children-text';
import { useFresh } from './use-fresh';

/**
 * The chosen one of a block's runs, asked for anew while it has not ended. While another is read, the one before stays: the
 * keys go through a list faster than answers come.
 */
export function useShownChild(
  subject: OutputSubject,
  name: string | null,
  revision: number,
): { readonly shown: ShownSubject | null; readonly failure: Failure | null } {
  const { project, pipeline, block, children, startedAt } = subject;
  const query = name === null || children === null ? null : { project, pipeline, block, run: children.run, name };
  const wanted =
    query === null || children === null
      ? null
      : { key: JSON.stringify([query, startedAt, revision]), version: countsKey(children), query };
  const { answer, failure } = useFresh('child', wanted, isFinal);
  if (name === null) return { shown: null, failure: null };
  return { shown: answer === null ? null : childSubject(subject, answer.query, answer.result), failure };
}

import type { FoundAction } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';

/** What the page asks the host to do. */
export function useFound(): (action: FoundAction, project?: string, pipeline?: string) => void {
  const { send } = useMessages();
  return (action, project = '', pipeline = '') => send({ type: 'found_action', action, project, pipeline });
}

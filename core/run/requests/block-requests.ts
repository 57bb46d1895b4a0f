import type { BlockRequests } from '../../blocks/requests';
import type { TriggeredRuns } from '../triggered-runs';
import { triggerRequests } from './trigger-pipeline';

/** What blocks may ask of the run that they are part of. */
export function blockRequests({ triggered }: { readonly triggered: TriggeredRuns }): BlockRequests {
  return { ...triggerRequests(triggered) };
}

import type { BlockRequests } from '../../blocks/requests';
import type { Secrets } from '../../secrets';
import type { InnerRuns } from '../data-product';
import type { TriggeredRuns } from '../triggered-runs';
import { statusRequests } from './check-status';
import { variableRequests } from './global-variables';
import { secretRequests } from './secret-requests';
import { outputRequests } from './stored-outputs';
import { triggerRequests } from './trigger-pipeline';

/** What blocks may ask of the run that they are part of. */
export function blockRequests(
  { triggered, reading }: Pick<InnerRuns, 'reading'> & { readonly triggered: TriggeredRuns },
  secrets: Secrets,
): BlockRequests {
  return {
    ...triggerRequests(triggered),
    ...statusRequests,
    ...outputRequests(reading),
    ...variableRequests(secrets),
    ...secretRequests(secrets),
  };
}

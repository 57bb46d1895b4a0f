import { openPlace } from '../open-place';
import type { Services } from '../services';
import { placeOf } from '../target';

export async function openLocation(services: Services, argument: unknown): Promise<undefined> {
  const place = placeOf(argument);
  if (place === null) services.log.warn('Open Location was called without a file.');
  else await openPlace(place);
  return undefined;
}

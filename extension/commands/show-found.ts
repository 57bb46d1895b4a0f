import type { Services } from '../services';

/** Opens the page What Eider Found. */
export function showFound({ found }: Services): Promise<undefined> {
  found.show();
  return Promise.resolve(undefined);
}

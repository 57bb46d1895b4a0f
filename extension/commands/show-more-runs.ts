import type { Services } from '../services';

export function showMoreRuns(services: Services): Promise<undefined> {
  services.runsTree.showMore();
  return Promise.resolve(undefined);
}

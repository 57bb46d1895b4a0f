import type { Services } from '../services';

export function refresh(services: Services): Promise<undefined> {
  services.projects.refresh();
  return Promise.resolve(undefined);
}

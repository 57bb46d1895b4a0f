import type { Services } from '../services';

export function refresh(services: Services): Promise<undefined> {
  services.projects.refresh();
  services.pythons.refresh();
  return Promise.resolve(undefined);
}

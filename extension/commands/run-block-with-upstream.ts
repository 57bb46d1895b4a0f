import type { Services } from '../services';
import type { RunRef } from '../target';
import { runSelectedBlock } from './run-selected-block';

export function runBlockWithUpstream(services: Services, argument: unknown): Promise<RunRef | undefined> {
  return runSelectedBlock(services, argument, 'Choose the block to run after everything it depends on', 'upstream');
}

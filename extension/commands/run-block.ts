import type { Services } from '../services';
import type { RunRef } from '../target';
import { runSelectedBlock } from './run-selected-block';

export function runBlock(services: Services, argument: unknown): Promise<RunRef | undefined> {
  return runSelectedBlock(services, argument, 'Choose the block to run', 'only');
}

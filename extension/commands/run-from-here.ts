import type { Services } from '../services';
import type { RunRef } from '../target';
import { askBlock } from './ask';
import { startRun } from './start-run';

export async function runFromHere(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const placeholder = 'Choose the block to run, with everything that depends on it';
  const block = await askBlock(services, argument, { placeholder, runnable: true });
  if (block === undefined) return undefined;
  services.selection.select(block);
  return startRun(services, block, { selection: { block: block.block, mode: 'downstream' } }, argument);
}

import type { Services } from '../services';
import type { RunRef } from '../target';
import { askBlock } from './ask';
import { startRun } from './start-run';

export async function runBlock(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const block = await askBlock(services, argument, { placeholder: 'Choose the block to run', runnable: true });
  if (block === undefined) return undefined;
  services.selection.select(block);
  return startRun(services, block, { selection: { block: block.block, mode: 'only' } }, argument);
}

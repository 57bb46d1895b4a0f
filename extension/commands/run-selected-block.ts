import type { BlockSelection } from '../../core/graph/select';
import type { Services } from '../services';
import type { RunRef } from '../target';
import { askBlock } from './ask';
import { startRun } from './start-run';

/** Runs a block, alone or with what is above or below it; `placeholder` asks for the block when none is given. */
export async function runSelectedBlock(
  services: Services,
  argument: unknown,
  placeholder: string,
  mode: BlockSelection['mode'],
): Promise<RunRef | undefined> {
  const block = await askBlock(services, argument, { placeholder, runnable: true });
  if (block === undefined) return undefined;
  services.selection.select(block);
  return startRun(services, block, { selection: { block: block.block, mode } }, argument);
}

import { requireCode } from '../../core/project/block-code';
import { DEBUGGABLE, debuggerFor } from '../debug/debuggers';
import { debugRun } from '../debug/debug-run';
import { requireTrust } from '../runs/run-service';
import type { Services } from '../services';
import type { RunRef } from '../target';
import { askBlock, blockEntry } from './ask';

/** Runs a block on its real inputs under the debugger of its language. */
export async function debugBlock(services: Services, argument: unknown): Promise<RunRef | undefined> {
  requireTrust();
  const placeholder = 'Choose the block to debug';
  const block = await askBlock(services, argument, { placeholder, runnable: true, languages: DEBUGGABLE });
  if (block === undefined) return undefined;
  const entry = await blockEntry(services, block);
  requireCode(entry);
  const debug = await debuggerFor(entry);
  services.selection.select(block);
  return debugRun(services, block, debug, argument);
}

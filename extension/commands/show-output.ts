import type { Services } from '../services';
import { askBlock } from './ask';

export async function showOutput(services: Services, argument: unknown): Promise<undefined> {
  const block = await askBlock(services, argument, { placeholder: 'Choose the block whose output to show' });
  if (block !== undefined) await services.output.show(block);
  return undefined;
}

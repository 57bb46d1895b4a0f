import * as vscode from 'vscode';
import { EiderError } from '../../core/errors';
import { blockKind } from '../looks';
import { openPlace } from '../open-place';
import type { Services } from '../services';
import { askBlock, blockEntry } from './ask';

export async function openBlock(services: Services, argument: unknown): Promise<undefined> {
  const ref = await askBlock(services, argument, { placeholder: 'Choose the block to open' });
  if (ref === undefined) return undefined;
  services.selection.select(ref);
  const block = await blockEntry(services, ref);
  if (block.file === null) {
    // a type without a file of its own: its entry in the pipeline is all there is
    const reading = await services.projects.read(ref);
    await openPlace({ file: reading.file, ...block.position });
    return undefined;
  }
  if (!block.fileExists) {
    const reading = await services.projects.read(ref);
    throw new EiderError({
      code: 'block_file_missing',
      message: `The file of ${blockKind(block.type).label.toLowerCase()} ${block.uuid} is missing: ${vscode.workspace.asRelativePath(block.file)}.`,
      remedy: 'Put the file there, or correct the block in the pipeline.',
      file: reading.file,
      ...block.position,
    });
  }
  await openPlace({ file: block.file }, { preview: true });
  return undefined;
}

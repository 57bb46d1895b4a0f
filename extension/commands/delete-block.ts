import * as vscode from 'vscode';
import { deleteBlock as deleteFromPipeline, usesOfBlockFile } from '../../core/project/delete-block';
import { projectAt } from '../../core/project/find-project';
import type { Block, Pipeline } from '../../core/project/types';
import { isInside } from '../projects/project-store';
import type { Services } from '../services';
import type { BlockRef } from '../target';
import { askBlock, blockEntry } from './ask';
import { deletionText } from './deletion-text';
import { saveDocument } from './save-document';

const withFile = 'Delete Block and File';
const blockOnly = 'Delete Block Only';

/** Takes a block out of its pipeline, after having said what else uses it and its file. */
export async function deleteBlock(services: Services, argument: unknown): Promise<undefined> {
  const ref = await askBlock(services, argument, { placeholder: 'Choose the block to delete' });
  if (ref === undefined) return undefined;
  const entry = await blockEntry(services, ref);
  const reading = await services.projects.read(ref);
  if (reading.pipeline === null) return undefined;
  const shared = await otherUses(ref, entry);
  const deletable = entry.file !== null && entry.fileExists && shared.length === 0 && isInside(ref.project, entry.file);
  const chosen = await vscode.window.showWarningMessage(
    `Delete block ${entry.name} from pipeline ${ref.pipeline}?`,
    { modal: true, detail: deletionText(entry, users(reading.pipeline, ref.block), shared) },
    ...(deletable ? [withFile, blockOnly] : [blockOnly]),
  );
  if (chosen === undefined) return undefined;
  await saveDocument(reading.file);
  await deleteFromPipeline(projectAt(ref.project), ref.pipeline, ref.block, { deleteFile: chosen === withFile });
  services.projects.invalidate(ref.project, ref.pipeline, false);
  return undefined;
}

/** Names of what stands below the block in its pipeline: blocks, callbacks, conditionals and charts. */
function users(pipeline: Pipeline, uuid: string): string[] {
  const entries = [...pipeline.blocks, ...pipeline.callbacks, ...pipeline.conditionals, ...pipeline.charts];
  return entries.filter((block) => block.upstream.includes(uuid)).map((block) => block.name);
}

async function otherUses(ref: BlockRef, entry: Block): Promise<string[]> {
  if (entry.file === null) return [];
  const uses = await usesOfBlockFile(projectAt(ref.project), entry.file);
  return uses
    .filter((use) => use.project.root !== ref.project || use.pipeline !== ref.pipeline || use.block !== ref.block)
    .map((use) => `${use.pipeline}/${use.block}`);
}

import path from 'node:path';
import * as vscode from 'vscode';
import { isFile } from '../../core/project/files';
import { openPlace } from '../open-place';
import type { Services } from '../services';
import { productOf } from '../target';
import { askProject } from './ask';
import { allProducts, askProduct } from './ask-product';

/** What a registry that does not exist yet begins with: a pipeline of the project and its last block. */
function example(pipeline: string, block: string): string {
  return `# Data products: pipelines whose outputs other pipelines read.
# A block of type global_data_product reads one, which is made again only when it is outdated.
training_set:
  object_type: pipeline
  object_uuid: ${pipeline} # the pipeline that makes it
  outdated_after:
    weeks: 1 # also seconds, months, years
  settings: # the blocks whose outputs it gives
    ${block}:
      partitions: 1 # of how many of its newest runs; 0 for all
`;
}

/** Opens the registry of data products at a product; one that does not exist is begun, and is there once it is saved. */
export async function openDataProduct(services: Services, argument: unknown): Promise<undefined> {
  if (productOf(argument) === null && (await allProducts(services)).length === 0) {
    const project = await askProject(services, argument);
    if (project !== undefined) await openRegistry(services, project);
    return undefined;
  }
  const chosen = await askProduct(services, argument, 'Choose the data product to open');
  if (chosen !== undefined) await openPlace({ file: chosen.file, ...chosen.product.position });
  return undefined;
}

async function openRegistry({ projects }: Services, project: string): Promise<void> {
  const file = path.join(project, 'global_data_products.yaml');
  if (await isFile(file)) {
    await openPlace({ file });
    return;
  }
  const [pipeline = 'name_of_the_pipeline'] = await projects.pipelines(project);
  const reading = await projects.read({ project, pipeline });
  const block = reading.pipeline?.blocks.at(-1)?.uuid ?? 'name_of_a_block';
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file).with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  if (document.getText() !== '') return; // begun before, and not saved yet
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), example(pipeline, block)));
}

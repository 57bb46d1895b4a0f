import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DocumentLink } from 'vscode-languageserver/node';
import type { ServerContext } from '../context';
import { readPipelineDocument } from '../pipeline-document';
import { placedEntries } from '../pipeline-entries';

/** From the uuid of an entry to the block's file, wherever the look-up order finds it; none where there is no file. */
export function provideDocumentLinks({ connection, documents }: ServerContext): void {
  connection.onDocumentLinks(async ({ textDocument }): Promise<DocumentLink[] | null> => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return null;
    const entries = placedEntries(document); // before the wait: positions must be those of the text that was asked about
    const pipeline = (await readPipelineDocument(document))?.pipeline;
    if (!pipeline) return null;
    const blocks = [...pipeline.blocks, ...pipeline.callbacks, ...pipeline.conditionals, ...pipeline.charts];
    return entries.flatMap(({ uuid, uuidRange }): DocumentLink[] => {
      const block = blocks.find((candidate) => candidate.uuid === uuid);
      if (uuidRange === null || !block?.fileExists || block.file === null) return [];
      const shown = path.relative(pipeline.project.root, block.file);
      return [{ range: uuidRange, target: pathToFileURL(block.file).href, tooltip: `Open ${shown}` }];
    });
  });
}

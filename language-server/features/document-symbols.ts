import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver/node';
import type { BlockList } from '../../core/project/pipeline-spec';
import type { ServerContext } from '../context';
import { pipelinePlace } from '../pipeline-document';
import { placedEntries } from '../pipeline-entries';

const kinds: Readonly<Record<BlockList, SymbolKind>> = {
  blocks: SymbolKind.Function,
  callbacks: SymbolKind.Event,
  conditionals: SymbolKind.Boolean,
  widgets: SymbolKind.Object,
};

/** Blocks, callbacks, conditionals and charts of a pipeline, for the outline, the breadcrumbs and "Go to Symbol". */
export function provideDocumentSymbols({ connection, documents }: ServerContext): void {
  connection.onDocumentSymbol(({ textDocument }): DocumentSymbol[] | null => {
    const document = documents.get(textDocument.uri);
    if (document === undefined || pipelinePlace(document.uri) === null) return null;
    return placedEntries(document).map(({ list, uuid, type, language, range, uuidRange }) => ({
      name: uuid === '' ? '(no uuid)' : uuid, // the protocol forbids an empty name
      detail: [type, language].filter((word) => word !== null).join(', '),
      kind: kinds[list],
      range,
      selectionRange: uuidRange ?? { start: range.start, end: range.start },
    }));
  });
}

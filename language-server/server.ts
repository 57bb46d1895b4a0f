import {
  DidChangeWatchedFilesNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ServerContext } from './context';
import { publishDiagnostics } from './features/diagnostics';
import { provideDocumentLinks } from './features/document-links';
import { provideDocumentSymbols } from './features/document-symbols';
import { watchedGlobs } from './watched-files';

/** Serves pipeline files over the connection until the client ends it. Reads files, never runs anything. */
export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const context: ServerContext = { connection, documents };
  let client: ClientCapabilities = {};

  connection.onInitialize(({ capabilities }) => {
    client = capabilities;
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        documentSymbolProvider: true,
        documentLinkProvider: {},
      },
      serverInfo: { name: 'eider' },
    };
  });
  connection.onInitialized(() => {
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
    const watchers = watchedGlobs.map((globPattern) => ({ globPattern }));
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch((error: unknown) => {
      // Typing still updates everything; only changes made outside the editor are seen late.
      connection.console.error(`Files cannot be watched: ${String(error)}`);
    });
  });

  publishDiagnostics(context);
  provideDocumentSymbols(context);
  provideDocumentLinks(context);
  documents.listen(connection);
  connection.listen();
}

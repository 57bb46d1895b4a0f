import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** What every feature is given. */
export interface ServerContext {
  readonly connection: Connection;
  /** The documents open in the editor, with their unsaved text. */
  readonly documents: TextDocuments<TextDocument>;
}

import path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Log } from './log';
import { looksLikeBlockFile } from './projects/block-file-name';
import { pipelineOfFile } from './projects/blocks-of-file';

const selector = [
  { scheme: 'file', language: 'yaml', pattern: '**/pipelines/*/metadata.yaml' },
  {
    scheme: 'file',
    pattern: '**/{data_loaders,transformers,data_exporters,custom,sensors,scratchpads}/**/*.{sql,ts,py}',
  },
];

/** Starts the language server with the first document that it knows something about. */
export class LanguageService implements vscode.Disposable {
  readonly #module: string;
  readonly #log: Log;
  readonly #opened: vscode.Disposable;
  #client: Promise<LanguageClient | null> | null = null;

  constructor(context: vscode.ExtensionContext, log: Log) {
    this.#module = path.join(context.extensionPath, 'dist', 'server.js');
    this.#log = log;
    this.#opened = vscode.workspace.onDidOpenTextDocument((document) => this.#look(document));
    for (const document of vscode.workspace.textDocuments) this.#look(document);
  }

  /** Ends the server; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#opened.dispose();
    const client = await this.#client;
    await client?.dispose();
  }

  dispose(): void {
    this.#opened.dispose();
  }

  #look({ uri }: vscode.TextDocument): void {
    if (this.#client !== null || uri.scheme !== 'file') return;
    if (pipelineOfFile(uri.fsPath) === null && !looksLikeBlockFile(uri.fsPath)) return;
    this.#opened.dispose();
    this.#client = this.#start().catch((error: unknown) => {
      this.#log.error(`The language server did not start: ${String(error)}`);
      return null;
    });
  }

  async #start(): Promise<LanguageClient> {
    // loaded with the first document and not at activation, which it would make slower
    const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
    const server = { module: this.#module, transport: TransportKind.ipc };
    const client = new LanguageClient(
      'eider',
      'Eider Language Server',
      { run: server, debug: server },
      { documentSelector: selector },
    );
    await client.start();
    return client;
  }
}

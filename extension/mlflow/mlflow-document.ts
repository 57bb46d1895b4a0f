import path from 'node:path';
import * as vscode from 'vscode';
import { mlflowReadingSchema } from '../../core/protocol/mlflow';
import { askCli } from '../cli';
import { mlflowMarkdown } from './mlflow-markdown';

const scheme = 'eider-mlflow';

/** The runs of a project in MLflow, as a document that nobody writes: made anew whenever it is asked for. */
export class MlflowDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #extensionPath: string;
  readonly #registered: vscode.Disposable;

  constructor(extensionPath: string) {
    this.#extensionPath = extensionPath;
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async provideTextDocumentContent({ query: project }: vscode.Uri): Promise<string> {
    const args = ['experiments', '--project', project];
    return mlflowMarkdown(await askCli(this.#extensionPath, mlflowReadingSchema, args));
  }

  /** Opens the table, with what is in the database now. */
  async show(project: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${path.basename(project)}/MLflow runs.md`, query: project });
    this.#changed.fire(uri);
    await vscode.workspace.openTextDocument(uri); // says what is wrong, which the preview would not
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}

import path from 'node:path';
import * as vscode from 'vscode';
import { mlflowReadingSchema } from '../../core/protocol/mlflow';
import { askCli } from '../cli';
import { mlflowMarkdown } from './mlflow-markdown';

const scheme = 'eider-mlflow';

/** The runs of a project in MLflow, as a document that nobody writes: made anew whenever somebody asks to see it. */
export class MlflowDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #extensionPath: string;
  readonly #registered: vscode.Disposable;
  /** What was shown last, by project. */
  readonly #texts = new Map<string, string>();

  constructor(extensionPath: string) {
    this.#extensionPath = extensionPath;
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async provideTextDocumentContent({ query: project }: vscode.Uri): Promise<string> {
    return this.#texts.get(project) ?? (await this.#read(project)); // of a window that was reloaded nothing is known
  }

  /** Opens the table, with what is in the database now. Throws what is wrong with it. */
  async show(project: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${path.basename(project)}/MLflow runs.md`, query: project });
    // read first: of a document that is open already VS Code keeps the old text, and tells nobody that there is no new one
    this.#texts.set(project, await this.#read(project));
    this.#changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  async #read(project: string): Promise<string> {
    return mlflowMarkdown(
      await askCli(this.#extensionPath, mlflowReadingSchema, ['experiments', '--project', project]),
    );
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}

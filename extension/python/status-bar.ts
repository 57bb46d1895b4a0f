import * as vscode from 'vscode';
import { isAbort, toFailure } from '../../core/errors';
import type { CoreServices } from '../core-services';
import { projectOfFile } from '../projects/blocks-of-file';
import { workspaceFile } from '../projects/active-editor';
import { problemText } from '../target';
import { literal } from '../text';
import type { PythonStore } from './python-store';
import { pythonName, pythonTooltip } from './words';

type Needed = Pick<CoreServices, 'projects' | 'selection' | 'log'>;

/** The Python of the project at hand, while a Python file of it or a Python block is what the user looks at. */
export class PythonStatusBar implements vscode.Disposable {
  readonly #services: Needed;
  readonly #pythons: PythonStore;
  readonly #item: vscode.StatusBarItem;
  readonly #listeners: vscode.Disposable;
  #wanted = new AbortController();

  constructor(services: Needed, pythons: PythonStore) {
    this.#services = services;
    this.#pythons = pythons;
    this.#item = vscode.window.createStatusBarItem('eider.python', vscode.StatusBarAlignment.Right, 101);
    this.#item.name = 'Eider Python';
    const byEditor = () => this.#update(() => this.#projectOfEditor());
    const again = () => this.#update(async () => (await this.#projectOfEditor()) ?? (await this.#projectOfSelection()));
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(again),
      services.selection.onDidChange(again),
      pythons.onDidChange(again),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
    );
    byEditor(); // what was selected before the window was closed is no reason to start a Python
  }

  dispose(): void {
    this.#wanted.abort();
    this.#listeners.dispose();
    this.#item.dispose();
  }

  #update(projectAtHand: () => Promise<string | null>): void {
    this.#wanted.abort();
    this.#wanted = new AbortController();
    const { signal } = this.#wanted;
    this.#show(projectAtHand, signal).catch((error: unknown) => {
      if (!isAbort(error)) this.#services.log.error(`Python in the status bar: ${String(error)}`);
    });
  }

  async #show(projectAtHand: () => Promise<string | null>, signal: AbortSignal): Promise<void> {
    const project = await projectAtHand();
    signal.throwIfAborted();
    if (project === null) {
      this.#item.hide();
      return;
    }
    this.#item.command = { command: 'eider.selectPython', title: 'Select Python', arguments: [{ project }] };
    if (!vscode.workspace.isTrusted) {
      this.#say(
        '$(shield) Python: not trusted',
        'Which Python runs the blocks is found out when the workspace is trusted.',
      );
      return;
    }
    try {
      const report = await this.#pythons.report(project);
      signal.throwIfAborted();
      this.#say(`Python ${pythonName(report)}`, pythonTooltip(report));
    } catch (error) {
      signal.throwIfAborted();
      const words = problemText(toFailure(error, 'python_missing'));
      this.#say('$(warning) Select Python', literal(words), 'statusBarItem.warningBackground');
    }
  }

  #say(text: string, tooltip: string, background?: string): void {
    this.#item.text = text;
    this.#item.tooltip = new vscode.MarkdownString(tooltip, true);
    this.#item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    this.#item.show();
  }

  async #projectOfEditor(): Promise<string | null> {
    const document = vscode.window.activeTextEditor?.document;
    const file = document?.languageId === 'python' ? workspaceFile(document.uri) : null;
    return file === null ? null : ((await projectOfFile(file))?.root ?? null);
  }

  async #projectOfSelection(): Promise<string | null> {
    const { projects, selection } = this.#services;
    const selected = selection.block;
    if (selected === null) return null;
    const { pipeline } = await projects.read(selected);
    const block = pipeline?.blocks.find(({ uuid }) => uuid === selected.block);
    return block?.language === 'python' ? selected.project : null;
  }
}

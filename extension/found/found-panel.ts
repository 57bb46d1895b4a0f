import * as vscode from 'vscode';
import { isAbort, toFailure } from '../../core/errors';
import { adoptionSchema, type Adoption } from '../../core/protocol/adoption';
import type { Failure } from '../../core/protocol/problem';
import type { HostToWebview } from '../../core/protocol/webview';
import { askCli } from '../cli';
import type { CoreServices } from '../core-services';
import { describe } from '../errors';
import { openPlace } from '../open-place';
import { chosenPython } from '../python/chosen-python';
import { webviewHtml } from '../webview/html';
import { parseWebviewMessage } from '../webview/messages';
import { SnapshotPoster } from '../webview/post';
import { actOnFound } from './act-on-found';
import { isOfProject, watchedFiles } from './watched-files';

/** Between two looks while files change, in milliseconds. */
const lookInterval = 500;

/** The page What Eider Found: looks at the folders of the workspace, again when their files change. Writes nothing. */
export class FoundPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: CoreServices;
  readonly #poster: SnapshotPoster;
  readonly #looks: SnapshotPoster;
  readonly #closed = new AbortController();
  readonly #disposables: readonly { dispose(): unknown }[];
  #folders: readonly Adoption[] = [];
  #failures: readonly Failure[] = [];
  #reading = true;
  /** Whether something changed while the page was hidden. */
  #stale = true;

  constructor(panel: vscode.WebviewPanel, services: CoreServices) {
    this.#panel = panel;
    this.#services = services;
    const report = (error: unknown) => {
      if (!isAbort(error)) services.log.error(`What Eider Found: ${describe(toFailure(error, 'found_failed'))}`);
    };
    this.#poster = new SnapshotPoster(() => this.#post(), report);
    this.#looks = new SnapshotPoster(
      () => this.#look(),
      report,
      () => lookInterval,
    );
    const again = () => this.#lookAgain();
    const watcher = vscode.workspace.createFileSystemWatcher(watchedFiles);
    this.#disposables = [
      this.#poster,
      this.#looks,
      watcher,
      ...[watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete].map((event) =>
        event((uri) => {
          if (isOfProject(vscode.workspace.asRelativePath(uri, false))) again();
        }),
      ),
      services.projects.onDidChange(({ scope }) => {
        if (scope === 'all') again();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      services.pythons.onDidChange(again),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('eider.python')) again();
      }),
      panel.onDidChangeViewState(() => {
        if (panel.visible && this.#stale) again();
      }),
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
    ];
    panel.webview.html = webviewHtml(panel.webview, services.context.extensionUri, 'found');
    again();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#closed.abort();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #lookAgain(): void {
    this.#stale = true;
    if (this.#panel.visible) this.#looks.request();
  }

  async #look(): Promise<void> {
    this.#stale = false;
    this.#reading = true;
    this.#poster.request();
    const found: Adoption[] = [];
    const failures: Failure[] = [];
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      if (uri.scheme !== 'file') continue;
      try {
        found.push(await this.#ask(uri.fsPath));
      } catch (error) {
        if (isAbort(error)) return;
        failures.push(toFailure(error, 'found_failed'));
      }
    }
    this.#folders = found.filter(({ projects, absent }) => projects.length > 0 || absent.length > 0);
    this.#failures = failures;
    this.#reading = false;
    this.#poster.request();
  }

  /** In a workspace that is not trusted no interpreter is started. */
  async #ask(folder: string): Promise<Adoption> {
    const chosen = vscode.workspace.isTrusted ? await chosenPython(folder) : null;
    const python = vscode.workspace.isTrusted ? (chosen === null ? [] : ['--python', chosen.command]) : ['--no-python'];
    return askCli(
      this.#services.context.extensionPath,
      adoptionSchema,
      ['check', folder, ...python],
      this.#closed.signal,
    );
  }

  async #post(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const message: HostToWebview = {
      type: 'snapshot',
      snapshot: {
        view: 'found',
        trusted: vscode.workspace.isTrusted,
        reading: this.#reading,
        folders: this.#folders,
        failures: this.#failures,
      },
    };
    await this.#panel.webview.postMessage(message);
  }

  #receive(message: unknown): void {
    const parsed = parseWebviewMessage(message);
    const { log, errors } = this.#services;
    switch (parsed?.type) {
      case 'ready':
        this.#poster.request();
        return;
      case 'open_location':
        openPlace(parsed).catch((error: unknown) => errors.showError(error, 'open_failed'));
        return;
      case 'show_logs':
        log.show();
        return;
      case 'found_action':
        if (parsed.action === 'refresh') this.#lookAgain();
        else {
          const projects = this.#folders.flatMap((folder) => folder.projects);
          actOnFound(parsed, projects).catch((error: unknown) => errors.showError(error, 'command_failed'));
        }
        return;
      default:
        log.warn('The page What Eider Found sent a message that is not understood; it was dropped.');
    }
  }
}

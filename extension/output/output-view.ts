import * as vscode from 'vscode';
import { toFailure } from '../../core/errors';
import type { ChartCode } from '../../core/protocol/charts';
import type { HostToWebview, OutputSubject, WebviewToHost } from '../../core/protocol/webview';
import { readBlockOutputs } from '../../core/store/outputs';
import { runCommand } from '../commands/run-command';
import { describe } from '../errors';
import { chosenPython } from '../python/chosen-python';
import type { CoreServices } from '../core-services';
import { samePipeline, type BlockRef } from '../target';
import { act, isOfPage } from '../webview/act';
import { webviewHtml, webviewRoot } from '../webview/html';
import { parseWebviewMessage } from '../webview/messages';
import { SnapshotPoster, snapshotInterval } from '../webview/post';
import { WebviewRequests } from '../webview/requests';
import { ChartScripts } from './chart-scripts';
import { LogWatch } from './log-watch';
import { outputSubject } from './snapshot';
import { watchChartFiles } from './watch-chart-files';

/**
 * Between two snapshots while children run, in milliseconds: thousands of them end in a second, and upon each snapshot the
 * page asks for its list anew.
 */
const countingInterval = 250;

/** One page of the view: VS Code makes a new one whenever the panel was hidden. */
interface Page {
  readonly view: vscode.WebviewView;
  readonly requests: WebviewRequests;
  dispose(): void;
}

/** The panel Output: tables, charts, logs and tests of the selected block. */
export class OutputView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #services: CoreServices;
  readonly #poster: SnapshotPoster;
  readonly #logWatch: LogWatch;
  readonly #chartScripts: ChartScripts;
  readonly #disposables: readonly { dispose(): unknown }[];
  #page: Page | null = null;
  #revision = 0;
  /** Counts how often another Python may have become the one for charts. */
  #pythonRevision = 0;
  #shown = '';
  /** The files of the charts that are shown, which may be anywhere. */
  #chartFiles: ReadonlySet<string> = new Set();
  /** Whether what is shown are children that run: their numbers may change very often. */
  #counting = false;

  constructor(services: CoreServices) {
    const { projects, runs, selection, log, pythons } = services;
    this.#services = services;
    this.#chartScripts = new ChartScripts(services.context.workspaceState);
    this.#poster = new SnapshotPoster(
      () => this.#postSnapshot(),
      (error) => log.error(`Output: ${describe(toFailure(error, 'output_failed'))}`),
      () => (this.#counting ? countingInterval : snapshotInterval),
    );
    this.#logWatch = new LogWatch(() => this.#post({ type: 'log_grew' }));
    const refresh = () => this.#poster.request();
    const isShown = (ref: { readonly project: string; readonly pipeline: string }) =>
      selection.block !== null && samePipeline(ref, selection.block);
    this.#disposables = [
      this.#poster,
      this.#logWatch,
      vscode.window.registerWebviewViewProvider('eider.output', this),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      watchChartFiles(
        (file) => this.#chartFiles.has(file),
        () => this.#redraw(),
      ),
      pythons.onDidChange(() => {
        this.#pythonRevision += 1;
        this.#redraw();
      }),
      selection.onDidChange(refresh),
      projects.onDidChange((change) => {
        // what a chart draws stands in the pipeline's file, without being part of the snapshot
        if (change.scope !== 'pipeline') refresh();
        else if (isShown(change)) this.#redraw();
      }),
      runs.onDidChange((change) => {
        if (isShown(change.ref)) refresh();
      }),
    ];
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#page?.dispose();
    view.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#services.context.extensionUri)],
    };
    const requests = new WebviewRequests(
      this.#services.data,
      (message) => void view.webview.postMessage(message),
      (project) => this.#chartCode(project),
    );
    const listeners = [
      view.webview.onDidReceiveMessage((message: unknown) => this.#receive(page, message)),
      view.onDidChangeVisibility(() => {
        if (!view.visible) requests.cancelAll();
        this.#poster.request();
      }),
      view.onDidDispose(() => {
        page.dispose();
        if (this.#page === page) this.#page = null;
      }),
    ];
    const page: Page = {
      view,
      requests,
      dispose() {
        requests.cancelAll();
        for (const listener of listeners) listener.dispose();
      },
    };
    this.#page = page;
    view.webview.html = webviewHtml(view.webview, this.#services.context.extensionUri, 'output');
  }

  /** Selects the block and brings the panel to the front. */
  async show(block: BlockRef): Promise<void> {
    this.#services.selection.select(block);
    await vscode.commands.executeCommand('eider.output.focus');
  }

  dispose(): void {
    this.#page?.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #postSnapshot(): Promise<void> {
    const page = this.#page;
    if (page?.view.visible !== true) {
      this.#logWatch.watch(null);
      return;
    }
    const selected = this.#services.selection.block;
    const subject = selected === null ? null : await this.#subject(selected);
    // while it was read the user may have gone on, or closed the panel; the newer request brings what is wanted
    if (page !== this.#page || selected !== this.#services.selection.block) return;
    this.#logWatch.watch(
      subject?.status === 'running' && subject.logRun !== null ? { ...subject, run: subject.logRun } : null,
    );
    // whether scripts may run changes nothing of what is drawn, which may be code to execute
    const charts = subject?.charts.map(({ uuid, name, type }) => [uuid, name, type]);
    const shown = JSON.stringify([selected, subject?.run, subject?.outputs, charts]);
    if (shown !== this.#shown) this.#revision += 1;
    this.#shown = shown;
    this.#counting = subject?.status === 'running' && subject.children !== null;
    page.view.description = selected === null ? '' : `${selected.pipeline} · ${selected.block}`;
    this.#post({
      type: 'snapshot',
      snapshot: { view: 'output', trusted: vscode.workspace.isTrusted, subject, revision: this.#revision },
    });
  }

  async #subject(ref: BlockRef): Promise<OutputSubject> {
    const { projects, runs } = this.#services;
    runs.watch(ref.project);
    const [reading, states, outputs] = await Promise.all([
      projects.read(ref),
      runs.recent(ref),
      readBlockOutputs(ref.project, ref.pipeline, ref.block),
    ]);
    const files = (reading.pipeline?.charts ?? []).flatMap(({ file, upstream }) =>
      file !== null && upstream.includes(ref.block) ? [vscode.Uri.file(file).fsPath] : [],
    );
    this.#chartFiles = new Set(files);
    return outputSubject({
      ref,
      pipeline: reading.pipeline,
      runs: states,
      manifest: outputs?.manifest ?? null,
      allowsScripts: (chart) => this.#chartScripts.isAllowed(ref, chart),
    });
  }

  /** Code of charts is executed in trusted workspaces only, by the Python that is chosen for the project. */
  async #chartCode(project: string): Promise<ChartCode | null> {
    if (!vscode.workspace.isTrusted) return null;
    const chosen = await chosenPython(project);
    const python = chosen === null ? { python: null } : { python: chosen.command, chosenBy: chosen.source };
    return { ...python, revision: this.#pythonRevision };
  }

  /** For changes of what is drawn that are no part of the snapshot. */
  #redraw(): void {
    this.#shown = '';
    this.#poster.request();
  }

  #post(message: HostToWebview): void {
    void this.#page?.view.webview.postMessage(message);
  }

  /** For the chart that the user has seen, though another block may have been selected since. */
  async #allowScripts(message: Extract<WebviewToHost, { type: 'allow_scripts' }>): Promise<void> {
    const { pipeline } = await this.#services.projects.read(message);
    if (pipeline?.charts.some(({ uuid }) => uuid === message.chart) !== true) return;
    await this.#chartScripts.allow(message, message.chart, message.allowed);
    this.#poster.request();
  }

  #receive(page: Page, message: unknown): void {
    const parsed = parseWebviewMessage(message);
    const { log, selection, errors } = this.#services;
    if (parsed === null || isOfPage(parsed)) {
      log.warn('The output view sent a message that is not understood; it was dropped.');
    } else if (parsed.type === 'ready') {
      this.#poster.request();
    } else if (parsed.type === 'request') {
      void page.requests.answer(parsed);
    } else if (parsed.type === 'cancel') {
      page.requests.cancel(parsed.id);
    } else if (parsed.type === 'allow_scripts') {
      this.#allowScripts(parsed).catch((error: unknown) => errors.showError(error, 'command_failed'));
    } else if (selection.block === null) {
      // nothing is shown whose pipeline could be meant: the command asks for one
      if (parsed.type === 'new_block') runCommand('eider.newBlock', undefined);
    } else {
      act(parsed, selection.block, selection.block.block, this.#services);
    }
  }
}

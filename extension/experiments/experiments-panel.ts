import * as vscode from 'vscode';
import { isAbort, toFailure } from '../../core/errors';
import { experimentsAtFirst, type ExperimentsAnswer } from '../../core/protocol/experiment-view';
import type { Failure } from '../../core/protocol/problem';
import type { ExperimentsSnapshot, HostToWebview } from '../../core/protocol/webview';
import { watchExperiments } from '../../core/store/watch-experiments';
import type { CoreServices } from '../core-services';
import { describe } from '../errors';
import type { Target } from '../target';
import { webviewHtml } from '../webview/html';
import { parseWebviewMessage } from '../webview/messages';
import { SnapshotPoster } from '../webview/post';
import { actOnExperiments } from './act-on-experiments';

/** Between two looks while something is trained, in milliseconds; four times what a look takes, where that is more. */
const shortestInterval = 200;
const longestInterval = 5000;

const nothing: ExperimentsAnswer = { rows: [], older: 0, chosen: [] };

/**
 * The page Experiments: what was trained in a project and what is being trained, from its records only. The data process
 * reads them, again whenever one grows; nothing is read or watched while the page is hidden.
 */
export class ExperimentsPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #services: CoreServices;
  readonly #looks: SnapshotPoster;
  readonly #closed = new AbortController();
  readonly #disposables: readonly { dispose(): unknown }[];
  #project = '';
  #watch: { dispose(): void } | null = null;
  #asked: ExperimentsSnapshot['asked'] = { ticket: 0, pipeline: null, block: null };
  #limit = experimentsAtFirst;
  #chosen: readonly string[] = [];
  #answer: ExperimentsAnswer = nothing;
  #failure: Failure | null = null;
  /** Whether the page listens. */
  #ready = false;
  #took = 0;

  constructor(panel: vscode.WebviewPanel, target: Target, services: CoreServices) {
    this.#panel = panel;
    this.#services = services;
    this.#looks = new SnapshotPoster(
      () => this.#look(),
      (error) => services.log.error(`Experiments: ${describe(toFailure(error, 'experiments_failed'))}`),
      () => Math.min(longestInterval, Math.max(shortestInterval, 4 * this.#took)),
    );
    const again = () => this.#lookAgain();
    this.#disposables = [
      this.#looks,
      panel.onDidChangeViewState(() => this.#followVisibility()),
      // that the process of a training is gone is told by its run only
      services.runs.onDidChange(({ ref }) => {
        if (ref.project === this.#project) again();
      }),
      services.projects.onDidChange(({ scope }) => {
        if (scope === 'all') again();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
    ];
    panel.webview.html = webviewHtml(panel.webview, services.context.extensionUri, 'experiments');
    this.show(target);
  }

  /** Shows what was trained in the project, the pipeline or the block. */
  show({ project, pipeline, block }: Target): void {
    if (project !== this.#project) {
      this.#project = project;
      this.#limit = experimentsAtFirst;
      this.#chosen = [];
      this.#answer = nothing;
      this.#failure = null;
      this.#services.runs.watch(project);
      this.#unwatch();
    }
    this.#asked = { ticket: this.#asked.ticket + 1, pipeline: pipeline ?? null, block: block ?? null };
    this.#followVisibility();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#closed.abort();
    this.#unwatch();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #followVisibility(): void {
    if (!this.#panel.visible) {
      this.#unwatch();
      return;
    }
    this.#watch ??= watchExperiments(this.#project, () => this.#lookAgain());
    this.#lookAgain();
  }

  #unwatch(): void {
    this.#watch?.dispose();
    this.#watch = null;
  }

  #lookAgain(): void {
    if (this.#panel.visible) this.#looks.request();
  }

  async #look(): Promise<void> {
    const [project, limit, chosen] = [this.#project, this.#limit, this.#chosen];
    const began = performance.now();
    try {
      const answer = await this.#services.data.request('experiments', { project, limit, chosen }, this.#closed.signal);
      if (project !== this.#project) return;
      this.#answer = answer;
      this.#failure = null;
      this.#followRuns();
    } catch (error) {
      if (isAbort(error) || project !== this.#project) return;
      this.#failure = toFailure(error, 'experiments_failed');
    }
    this.#took = performance.now() - began;
    await this.#post();
  }

  /** A run that goes on is followed once it is asked for, and so tells when it ends or breaks down. */
  #followRuns(): void {
    for (const { state } of this.#answer.chosen) {
      if (state.status !== 'running') continue;
      const { pipeline, run } = state;
      this.#services.runs
        .state({ project: this.#project, pipeline, run })
        .catch((error: unknown) => this.#services.log.warn(`Run ${run} cannot be read: ${String(error)}`));
    }
  }

  async #post(): Promise<void> {
    const projects = await this.#services.projects.projects();
    if (this.#closed.signal.aborted || !this.#ready) return;
    const message: HostToWebview = {
      type: 'snapshot',
      snapshot: {
        view: 'experiments',
        trusted: vscode.workspace.isTrusted,
        project: this.#project,
        projectName: projects.find(({ root }) => root === this.#project)?.name ?? this.#project,
        severalProjects: projects.length > 1,
        failure: this.#failure,
        asked: this.#asked,
        ...this.#answer,
      },
    };
    await this.#panel.webview.postMessage(message);
  }

  #receive(message: unknown): void {
    const parsed = parseWebviewMessage(message);
    const { log, errors } = this.#services;
    switch (parsed?.type) {
      case 'ready':
        this.#ready = true;
        this.#lookAgain();
        return;
      case 'choose_experiments':
        this.#chosen = parsed.ids;
        this.#lookAgain();
        return;
      case 'experiments_action':
        if (parsed.action === 'older') {
          this.#limit *= 2;
          this.#lookAgain();
        } else {
          actOnExperiments(parsed, this.#project).catch((error: unknown) => errors.showError(error, 'command_failed'));
        }
        return;
      case 'show_logs':
        log.show();
        return;
      default:
        log.warn('The page Experiments sent a message that is not understood; it was dropped.');
    }
  }
}

import * as vscode from 'vscode';
import { toFailure } from '../../core/errors';
import type { PipelineReading } from '../../core/project/types';
import type { GraphLayout } from '../../core/protocol/data';
import type { Problem } from '../../core/protocol/problem';
import type { HostToWebview } from '../../core/protocol/webview';
import { describe } from '../errors';
import type { CoreServices } from '../core-services';
import { samePipeline, type PipelineRef } from '../target';
import { act, isOfPage } from '../webview/act';
import { webviewHtml } from '../webview/html';
import { parseWebviewMessage } from '../webview/messages';
import { SnapshotPoster } from '../webview/post';
import { graphSnapshot, layoutQuery } from './snapshot';

/** One pipeline's graph: the file and its newest runs, as whole snapshots. */
export class GraphPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #ref: PipelineRef;
  readonly #services: CoreServices;
  readonly #poster: SnapshotPoster;
  readonly #disposables: readonly { dispose(): unknown }[];
  readonly #closed = new AbortController();
  /** Of the view's newest selection. */
  #ticket = 0;
  #layout: { readonly key: string; readonly value: GraphLayout } | null = null;

  constructor(panel: vscode.WebviewPanel, ref: PipelineRef, services: CoreServices) {
    const { projects, runs, freshness, selection, log } = services;
    this.#panel = panel;
    this.#ref = ref;
    this.#services = services;
    this.#poster = new SnapshotPoster(
      () => this.#post(),
      (error) => log.error(`Graph of ${ref.pipeline}: ${describe(toFailure(error, 'graph_failed'))}`),
    );
    const refresh = () => this.#poster.request();
    this.#disposables = [
      this.#poster,
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      panel.onDidChangeViewState(() => {
        this.#showFreshness();
        refresh();
      }),
      selection.onDidChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      projects.onDidChange((change) => {
        if (change.scope !== 'pipeline' || samePipeline(change, ref)) refresh();
      }),
      runs.onDidChange((change) => {
        if (samePipeline(change.ref, ref)) refresh();
      }),
      freshness.onDidChange(({ project, pipeline }) => {
        if (pipeline !== null && samePipeline({ project, pipeline }, ref)) refresh();
      }),
    ];
    runs.watch(ref.project);
    this.#showFreshness();
    panel.title = ref.pipeline;
    const icon = (name: string) => vscode.Uri.joinPath(services.context.extensionUri, 'media', name);
    panel.iconPath = { light: icon('graph-light.svg'), dark: icon('graph-dark.svg') };
    panel.webview.html = webviewHtml(panel.webview, services.context.extensionUri, 'graph');
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Lets go of everything but the editor itself. */
  dispose(): void {
    this.#closed.abort();
    this.#services.freshness.show(this, []);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #showFreshness(): void {
    this.#services.freshness.show(this, this.#panel.visible ? [this.#ref] : []);
  }

  async #post(): Promise<void> {
    if (!this.#panel.visible) return;
    const { projects, runs, freshness, selection } = this.#services;
    const [reading, states] = await Promise.all([projects.read(this.#ref), runs.recent(this.#ref)]);
    const problems: Problem[] = [];
    const layout = await this.#layoutOf(reading, problems);
    if (this.#closed.signal.aborted) return;
    const selected = selection.block;
    const snapshot = graphSnapshot({
      project: this.#ref.project,
      reading: problems.length === 0 || reading.pipeline === null ? reading : withoutBlocks(reading),
      layout,
      runs: states,
      freshness: freshness.blocks(this.#ref),
      trusted: vscode.workspace.isTrusted,
      selected: selected !== null && samePipeline(selected, this.#ref) ? selected.block : null,
      ticket: this.#ticket,
      problems,
    });
    const message: HostToWebview = { type: 'snapshot', snapshot };
    await this.#panel.webview.postMessage(message);
  }

  /** The layout changes with the blocks and edges only, so it is kept while they stay. */
  async #layoutOf(reading: PipelineReading, problems: Problem[]): Promise<GraphLayout> {
    const query = layoutQuery(reading);
    const key = JSON.stringify(query);
    if (this.#layout?.key === key) return this.#layout.value;
    if (query.nodes.length === 0) return { positions: [] };
    try {
      const value = await this.#services.data.request('layout', query, this.#closed.signal);
      this.#layout = { key, value };
      return value;
    } catch (error) {
      const failure = toFailure(error, 'layout_failed');
      this.#services.log.error(describe(failure));
      problems.push(failure);
      return { positions: [] };
    }
  }

  #receive(message: unknown): void {
    const parsed = parseWebviewMessage(message);
    if (parsed === null || parsed.type === 'request' || parsed.type === 'cancel' || isOfPage(parsed)) {
      this.#services.log.warn('A graph sent a message that is not understood; it was dropped.');
    } else if (parsed.type === 'ready') {
      this.#ticket = 0; // a new page counts anew
      this.#poster.request();
    } else {
      if (parsed.type === 'select_block') this.#ticket = parsed.ticket;
      const selected = this.#services.selection.block;
      const own = selected !== null && samePipeline(selected, this.#ref) ? selected.block : null;
      act(parsed, this.#ref, own, this.#services);
    }
  }
}

/** Without a layout there is nothing to draw, only what went wrong. */
function withoutBlocks(reading: PipelineReading): PipelineReading {
  return reading.pipeline === null ? reading : { ...reading, pipeline: { ...reading.pipeline, blocks: [] } };
}

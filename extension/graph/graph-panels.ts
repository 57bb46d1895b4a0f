import * as vscode from 'vscode';
import type { CoreServices } from '../core-services';
import { keyOf, samePipeline, type PipelineRef } from '../target';
import { webviewRoot } from '../webview/html';
import { GraphPanel } from './graph-panel';
import { restoredPipeline } from './restored';

const viewType = 'eider.graph';
const openKey = 'eider.openGraphs';

/** The open graphs, one panel a pipeline; a reload of the window brings them back. */
export class GraphPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #services: CoreServices;
  readonly #panels = new Map<string, GraphPanel>();
  readonly #serializer: vscode.Disposable;
  #disposed = false;

  constructor(services: CoreServices) {
    this.#services = services;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(viewType, this);
  }

  /** Shows the pipeline's graph; brings a panel that is open to the front. */
  show(ref: PipelineRef): void {
    const known = this.#panels.get(keyOf(ref.project, ref.pipeline));
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(viewType, ref.pipeline, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#services.context.extensionUri)],
    });
    this.#adopt(panel, ref);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const ref = restoredPipeline(state, panel.title, this.#open());
    if (ref === null) panel.dispose();
    else this.#adopt(panel, ref);
    return Promise.resolve();
  }

  /** The editors stay open: a window that reloads disposes the extension too, and then brings them back. */
  dispose(): void {
    this.#serializer.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
    this.#disposed = true;
  }

  #adopt(panel: vscode.WebviewPanel, ref: PipelineRef): void {
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#services.context.extensionUri)],
    };
    const key = keyOf(ref.project, ref.pipeline);
    const graph = new GraphPanel(panel, ref, this.#services);
    this.#panels.set(key, graph);
    this.#remember([...this.#open().filter((open) => !samePipeline(open, ref)), ref]);
    panel.onDidDispose(() => {
      if (this.#disposed) return;
      graph.dispose();
      this.#panels.delete(key);
      this.#remember(this.#open().filter((open) => !samePipeline(open, ref)));
    });
  }

  #open(): readonly PipelineRef[] {
    return this.#services.context.workspaceState.get<readonly PipelineRef[]>(openKey, []);
  }

  #remember(open: readonly PipelineRef[]): void {
    void this.#services.context.workspaceState.update(openKey, open);
  }
}

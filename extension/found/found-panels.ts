import * as vscode from 'vscode';
import type { CoreServices } from '../core-services';
import { webviewRoot } from '../webview/html';
import { FoundPanel } from './found-panel';

const viewType = 'eider.found';

/** The one page What Eider Found; a reload of the window brings it back. */
export class FoundPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #services: CoreServices;
  readonly #serializer: vscode.Disposable;
  #open: FoundPanel | null = null;

  constructor(services: CoreServices) {
    this.#services = services;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(viewType, this);
  }

  show(): void {
    if (this.#open !== null) {
      this.#open.reveal();
      return;
    }
    this.#adopt(vscode.window.createWebviewPanel(viewType, 'What Eider Found', vscode.ViewColumn.Active));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#open === null) this.#adopt(panel);
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#open?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#services.context.extensionUri)],
    };
    const icon = (name: string) => vscode.Uri.joinPath(this.#services.context.extensionUri, 'media', name);
    panel.iconPath = { light: icon('found-light.svg'), dark: icon('found-dark.svg') };
    const found = new FoundPanel(panel, this.#services);
    this.#open = found;
    panel.onDidDispose(() => {
      found.dispose();
      if (this.#open === found) this.#open = null;
    });
  }
}

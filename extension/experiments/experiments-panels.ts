import * as v from 'valibot';
import * as vscode from 'vscode';
import type { CoreServices } from '../core-services';
import type { Target } from '../target';
import { webviewRoot } from '../webview/html';
import { ExperimentsPanel } from './experiments-panel';

const viewType = 'eider.experiments';

/** What of the state that the view keeps says which project it showed. */
const stateSchema = v.object({ project: v.pipe(v.string(), v.minLength(1)) });

/** The one page Experiments; a reload of the window brings it back. */
export class ExperimentsPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #services: CoreServices;
  readonly #serializer: vscode.Disposable;
  #open: ExperimentsPanel | null = null;

  constructor(services: CoreServices) {
    this.#services = services;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(viewType, this);
  }

  /** Shows what was trained in a project, or in a pipeline or a block of it. */
  show(target: Target): void {
    if (this.#open === null) {
      this.#adopt(vscode.window.createWebviewPanel(viewType, 'Experiments', vscode.ViewColumn.Active), target);
      return;
    }
    this.#open.show(target);
    this.#open.reveal();
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const parsed = v.safeParse(stateSchema, state);
    const projects = await this.#services.projects.projects();
    const known = parsed.success ? projects.find(({ root }) => root === parsed.output.project) : undefined;
    const project = known ?? projects[0];
    if (project === undefined || this.#open !== null) panel.dispose();
    else this.#adopt(panel, { project: project.root });
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#open?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, target: Target): void {
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#services.context.extensionUri)],
    };
    const icon = (name: string) => vscode.Uri.joinPath(this.#services.context.extensionUri, 'media', name);
    panel.iconPath = { light: icon('experiments-light.svg'), dark: icon('experiments-dark.svg') };
    const experiments = new ExperimentsPanel(panel, target, this.#services);
    this.#open = experiments;
    panel.onDidDispose(() => {
      experiments.dispose();
      if (this.#open === experiments) this.#open = null;
    });
  }
}

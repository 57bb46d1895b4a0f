import * as vscode from 'vscode';
import type { RunState } from '../../core/protocol/run-state';
import type { ProjectStore } from '../projects/project-store';
import type { RunChange, RunStore } from '../runs/run-store';
import type { RunRef } from '../target';
import { treeItem } from '../tree-item';
import { newestRuns, runBlockLook, runBlockNodes, runId, runLook, runNode, type RunNode, type RunsNode } from './nodes';

/** Runs shown at first, and how many more each "show more" adds. */
const pageSize = 20;

/** Runs of all projects, newest first, live. Reads the logs of the shown ones only. */
export class RunsTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RunsNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #projects: ProjectStore;
  readonly #runs: RunStore;
  readonly #shown = new Map<string, RunNode>();
  /** States that are newer than their elements. */
  readonly #states = new Map<string, RunState>();
  readonly #disposables: readonly { dispose(): unknown }[];
  #limit = pageSize;

  constructor(projects: ProjectStore, runs: RunStore) {
    this.#projects = projects;
    this.#runs = runs;
    this.#disposables = [
      this.#changed,
      runs.onDidChange((change) => this.#onRun(change)),
      projects.onDidChange((change) => {
        if (change.scope === 'all') this.#changed.fire(undefined);
      }),
    ];
  }

  showMore(): void {
    this.#limit += pageSize;
    this.#changed.fire(undefined);
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (node?.kind === 'run') return runBlockNodes({ ...node, state: this.#states.get(node.id) ?? node.state });
    if (node !== undefined) return [];
    const projects = await this.#projects.projects();
    for (const { root } of projects) this.#runs.watch(root);
    const all = (await Promise.all(projects.map(({ root }) => this.#runs.list(root)))).flat();
    const refs = newestRuns(all, this.#limit);
    const nodes = (await Promise.all(refs.map((ref) => this.#read(ref)))).filter((one) => one !== null);
    this.#shown.clear();
    this.#states.clear();
    for (const run of nodes) this.#shown.set(run.id, run);
    const hidden = all.length - refs.length;
    return hidden > 0 ? [...nodes, { kind: 'more', id: 'more', hidden }] : nodes;
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    switch (node.kind) {
      case 'run': {
        const state = this.#states.get(node.id) ?? node.state;
        return treeItem(node.id, runLook(state, new Date()), vscode.TreeItemCollapsibleState.Collapsed);
      }
      case 'run-block': {
        const item = treeItem(node.id, runBlockLook(node.state));
        item.command = { command: 'eider.showOutput', title: 'Show Output', arguments: [node] };
        return item;
      }
      case 'more': {
        const item = new vscode.TreeItem(`Show more (${node.hidden} older)`);
        item.id = node.id;
        item.iconPath = new vscode.ThemeIcon('ellipsis');
        item.command = { command: 'eider.showMoreRuns', title: 'Show More' };
        return item;
      }
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #read(ref: RunRef): Promise<RunNode | null> {
    const state = await this.#runs.state(ref);
    return state === null ? null : runNode(ref, state);
  }

  #onRun({ ref, state, listed }: RunChange): void {
    const shown = this.#shown.get(runId(ref));
    if (listed || shown === undefined || state === null) {
      this.#changed.fire(undefined);
      return;
    }
    // VS Code knows an element by its identity, so the element stays and only its state is new
    this.#states.set(shown.id, state);
    this.#changed.fire(shown);
  }
}

import * as vscode from 'vscode';
import { productTrigger, readDataProducts } from '../../core/project/data-products';
import type { ProductReport } from '../../core/protocol/freshness';
import type { FreshnessStore } from '../freshness/freshness-store';
import { problemLook } from '../pipelines-view/labels';
import type { ProjectStore } from '../projects/project-store';
import type { RunStore } from '../runs/run-store';
import { treeItem } from '../tree-item';
import { givenLook, productLook, readerLook } from './labels';
import { productChildren, productNodes, type ProductNode, type ProductsNode } from './nodes';

/**
 * The data products of all projects. Which there are is read from the registries when the view is looked at; whether they are
 * up to date, and who reads them, comes after that.
 */
export class ProductsTree implements vscode.TreeDataProvider<ProductsNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ProductsNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #projects: ProjectStore;
  readonly #runs: RunStore;
  readonly #freshness: FreshnessStore;
  readonly #disposables: { dispose(): unknown }[];
  #shown: readonly ProductNode[] = [];
  /** Ids of the products that were being made when they were last drawn. */
  readonly #making = new Set<string>();
  #visible = false;
  #watcher: vscode.Disposable | null = null;

  constructor(projects: ProjectStore, runs: RunStore, freshness: FreshnessStore) {
    this.#projects = projects;
    this.#runs = runs;
    this.#freshness = freshness;
    const renew = () => this.#changed.fire(undefined);
    this.#disposables = [
      this.#changed,
      projects.onDidChange((change) => {
        if (change.scope === 'all') renew();
      }),
      freshness.onDidChange(({ pipeline }) => {
        if (pipeline === null) renew();
      }),
      runs.onDidChange(({ ref }) => {
        const made = this.#shown.filter(
          ({ project, pipeline }) => project === ref.project && pipeline === ref.pipeline,
        );
        for (const node of made) if (this.#isMaking(node) !== this.#making.has(node.id)) this.#changed.fire(node);
      }),
    ];
  }

  /** Told whether the view is on the screen. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#showFreshness();
  }

  async getChildren(node?: ProductsNode): Promise<ProductsNode[]> {
    if (node?.kind === 'product') return productChildren(node, this.#reportOf(node));
    if (node !== undefined) return [];
    this.#watcher ??= this.#watchRegistries();
    const projects = await this.#projects.projects();
    for (const { root } of projects) this.#runs.watch(root);
    const readings = await Promise.all(
      projects.map(async (project) => ({ project, reading: await readDataProducts(project) })),
    );
    const nodes = productNodes(readings);
    this.#shown = nodes.filter((one) => one.kind === 'product');
    this.#showFreshness();
    return nodes;
  }

  getTreeItem(node: ProductsNode): vscode.TreeItem {
    switch (node.kind) {
      case 'product': {
        const making = this.#isMaking(node);
        if (making) this.#making.add(node.id);
        else this.#making.delete(node.id);
        const look = productLook(node, this.#reportOf(node), making, new Date());
        return treeItem(node.id, look, vscode.TreeItemCollapsibleState.Collapsed);
      }
      case 'given':
      case 'reader': {
        const item = treeItem(node.id, node.kind === 'given' ? givenLook(node) : readerLook(node, new Date()));
        item.command = { command: 'eider.openBlock', title: 'Open Block', arguments: [node] };
        return item;
      }
      case 'note': {
        const item = new vscode.TreeItem(node.text);
        item.id = node.id;
        item.iconPath = new vscode.ThemeIcon('info');
        return item;
      }
      case 'problem': {
        const item = treeItem(node.id, problemLook(node.problem));
        item.command = { command: 'eider.openLocation', title: 'Open', arguments: [node.problem] };
        return item;
      }
    }
  }

  dispose(): void {
    this.#watcher?.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #reportOf({ registry, product }: ProductNode): ProductReport | undefined {
    return this.#freshness.products(registry)?.products.find(({ uuid }) => uuid === product);
  }

  #isMaking({ project, pipeline, product }: ProductNode): boolean {
    const trigger = productTrigger(product);
    return this.#runs
      .allRunning()
      .some(
        (ref) => ref.project === project && ref.pipeline === pipeline && this.#runs.known(ref)?.trigger === trigger,
      );
  }

  #showFreshness(): void {
    const projects = new Set(this.#shown.map(({ registry }) => registry));
    const questions = [...projects].map((project) => ({ project, pipeline: null }));
    this.#freshness.show(this, this.#visible ? questions : []);
  }

  #watchRegistries(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**/global_data_products.yaml');
    const renew = () => this.#changed.fire(undefined);
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(renew),
      watcher.onDidChange(renew),
      watcher.onDidDelete(renew),
    );
  }
}

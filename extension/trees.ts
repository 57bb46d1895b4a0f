import * as vscode from 'vscode';
import type { PipelinesTree } from './pipelines-view/pipelines-tree';
import type { ProductsTree } from './products-view/products-tree';
import type { RunsTree } from './runs-view/runs-tree';
import type { Selection } from './selection';

/** Puts the trees into their views; selecting a block there selects it everywhere. */
export function registerTrees(
  pipelines: PipelinesTree,
  runs: RunsTree,
  products: ProductsTree,
  selection: Selection,
): vscode.Disposable {
  const pipelinesView = vscode.window.createTreeView('eider.pipelines', {
    treeDataProvider: pipelines,
    showCollapseAll: true,
  });
  const runsView = vscode.window.createTreeView('eider.runs', { treeDataProvider: runs });
  const productsView = vscode.window.createTreeView('eider.products', {
    treeDataProvider: products,
    showCollapseAll: true,
  });
  const sayTrust = () => {
    const untrusted = (message: string) => (vscode.workspace.isTrusted ? undefined : message);
    // undefined takes the message away, which the type of the setter does not allow to be said with exact optional types
    Object.assign(pipelinesView, {
      message: untrusted('This workspace is not trusted: look at everything, nothing runs.'),
    });
    Object.assign(productsView, {
      message: untrusted('What is up to date, and who reads it, is looked at once the workspace is trusted.'),
    });
  };
  sayTrust();
  pipelines.setVisible(pipelinesView.visible);
  products.setVisible(productsView.visible);
  return vscode.Disposable.from(
    pipelinesView,
    runsView,
    productsView,
    pipelinesView.onDidChangeVisibility(({ visible }) => pipelines.setVisible(visible)),
    pipelinesView.onDidCollapseElement(({ element }) => pipelines.setFolded(element, true)),
    pipelinesView.onDidExpandElement(({ element }) => pipelines.setFolded(element, false)),
    productsView.onDidChangeVisibility(({ visible }) => products.setVisible(visible)),
    vscode.workspace.onDidGrantWorkspaceTrust(sayTrust),
    pipelinesView.onDidChangeSelection(({ selection: [node] }) => {
      if (node?.kind === 'block') selection.select(node);
    }),
    runsView.onDidChangeSelection(({ selection: [node] }) => {
      if (node?.kind === 'run-block') selection.select(node);
    }),
    productsView.onDidChangeSelection(({ selection: [node] }) => {
      if (node?.kind === 'given' || node?.kind === 'reader') selection.select(node);
    }),
  );
}

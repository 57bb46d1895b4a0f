import * as vscode from 'vscode';
import type { PipelinesTree } from './pipelines-view/pipelines-tree';
import type { RunsTree } from './runs-view/runs-tree';
import type { Selection } from './selection';

/** Puts the trees into their views; selecting a block there selects it everywhere. */
export function registerTrees(pipelines: PipelinesTree, runs: RunsTree, selection: Selection): vscode.Disposable {
  const pipelinesView = vscode.window.createTreeView('eider.pipelines', {
    treeDataProvider: pipelines,
    showCollapseAll: true,
  });
  const runsView = vscode.window.createTreeView('eider.runs', { treeDataProvider: runs });
  const sayTrust = () => {
    const message = vscode.workspace.isTrusted
      ? undefined
      : 'This workspace is not trusted: look at everything, nothing runs.';
    // undefined takes the message away, which the type of the setter does not allow to be said with exact optional types
    Object.assign(pipelinesView, { message });
  };
  sayTrust();
  return vscode.Disposable.from(
    pipelinesView,
    runsView,
    vscode.workspace.onDidGrantWorkspaceTrust(sayTrust),
    pipelinesView.onDidChangeSelection(({ selection: [node] }) => {
      if (node?.kind === 'block') selection.select(node);
    }),
    runsView.onDidChangeSelection(({ selection: [node] }) => {
      if (node?.kind === 'run-block') selection.select(node);
    }),
  );
}

import path from 'node:path';
import * as vscode from 'vscode';

export type FileChange =
  | { readonly kind: 'pipeline'; readonly project: string; readonly pipeline: string; readonly appeared: boolean }
  | { readonly kind: 'block'; readonly file: string };

const pipelineFiles = '**/pipelines/*/metadata.yaml';
const blockFiles =
  '**/{data_loaders,transformers,data_exporters,custom,sensors,callbacks,conditionals,charts,scratchpads,markdowns}/**/*.{sql,ts,py,md}';
/** Git and generators touch many files at once; they arrive as one batch, this many milliseconds after the first. */
const batchDelay = 50;

/**
 * Watches the files that decide what the workspace's projects consist of. `appeared` is true when a pipeline came or went.
 */
export function watchProjectFiles(onChanges: (changes: readonly FileChange[]) => void): vscode.Disposable {
  let batch: FileChange[] = [];
  let timer: NodeJS.Timeout | null = null;
  const add = (change: FileChange) => {
    batch.push(change);
    timer ??= setTimeout(() => {
      const changes = batch;
      batch = [];
      timer = null;
      onChanges(changes);
    }, batchDelay);
  };
  const disposables = (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .flatMap((folder) => {
      const pipelines = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pipelineFiles));
      const blocks = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, blockFiles),
        false,
        true,
        false,
      );
      return [
        pipelines,
        pipelines.onDidCreate((uri) => add(pipelineChange(uri.fsPath, true))),
        pipelines.onDidDelete((uri) => add(pipelineChange(uri.fsPath, true))),
        pipelines.onDidChange((uri) => add(pipelineChange(uri.fsPath, false))),
        blocks,
        blocks.onDidCreate((uri) => add({ kind: 'block', file: uri.fsPath })),
        blocks.onDidDelete((uri) => add({ kind: 'block', file: uri.fsPath })),
      ];
    });
  return new vscode.Disposable(() => {
    if (timer !== null) clearTimeout(timer);
    for (const disposable of disposables) disposable.dispose();
  });
}

function pipelineChange(file: string, appeared: boolean): FileChange {
  const folder = path.dirname(file);
  return { kind: 'pipeline', project: path.dirname(path.dirname(folder)), pipeline: path.basename(folder), appeared };
}

import path from 'node:path';
import * as vscode from 'vscode';
import { isInside } from '../projects/project-store';

/** What blocks are made of, what they import, and what says how they are put together. */
const sources = '**/*.{sql,ts,mts,cts,js,mjs,cjs,json,py,yaml,yml}';
/** Folders in which things change that no block is made of: Eider's own store, git's and packages. */
const apart = new Set(['.eider', '.git', 'node_modules', '__pycache__']);

/**
 * Tells of files of a project that were saved here or changed by others. A save in the editor is told at once: watching may be
 * slow, or off, on some disks.
 */
export function watchSources(project: string, onChange: () => void): vscode.Disposable {
  const changed = ({ fsPath }: vscode.Uri) => {
    if (isSource(project, fsPath)) onChange();
  };
  const pattern = new vscode.RelativePattern(vscode.Uri.file(project), sources);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    watcher.onDidDelete(changed),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => changed(uri)),
  );
}

function isSource(project: string, file: string): boolean {
  return (
    isInside(project, file) &&
    path
      .relative(project, file)
      .split(path.sep)
      .every((part) => !apart.has(part))
  );
}

import * as vscode from 'vscode';
import { isOfProject } from '../found/watched-files';

/**
 * Charts are drawn anew when their code has changed, in the editor or outside of it: a file of theirs, or one in a folder
 * of charts, which they may import.
 */
export function watchChartFiles(isShown: (file: string) => boolean, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{py,sql}');
  const changed = (uri: vscode.Uri) => {
    const file = vscode.workspace.asRelativePath(uri, false);
    if (isShown(uri.fsPath) || (/(^|[\\/])charts[\\/]/.test(file) && isOfProject(file))) onChange();
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
  );
}

import * as vscode from 'vscode';
import { isAbort } from '../../core/errors';
import type { Log } from '../log';
import { setContextKey } from '../manifest/context-keys';
import type { Selection } from '../selection';
import { samePipeline, type BlockRef } from '../target';
import { looksLikeBlockFile } from './block-file-name';
import { blocksOfFile, projectOfFile } from './blocks-of-file';
import type { ProjectStore } from './project-store';

/**
 * Keeps the selection and `eider.activeBlock` in step with the active editor. An editor of another kind of file, such as
 * the output's neighbours, leaves the selection where it is.
 */
export function followActiveEditor(projects: ProjectStore, selection: Selection, log: Log): vscode.Disposable {
  let wanted = new AbortController();
  const update = (editor: vscode.TextEditor | undefined) => {
    wanted.abort();
    wanted = new AbortController();
    const { signal } = wanted;
    look(editor, signal).catch((error: unknown) => {
      if (!isAbort(error)) log.error(`Active editor: ${String(error)}`);
    });
  };

  async function look(editor: vscode.TextEditor | undefined, signal: AbortSignal): Promise<void> {
    const file = editor === undefined ? null : workspaceFile(editor.document.uri);
    const project = file !== null && looksLikeBlockFile(file) ? await projectOfFile(file) : null;
    signal.throwIfAborted();
    setContextKey('eider.activeBlock', project !== null);
    if (file === null || project === null) return;
    const blocks = await blocksOfFile(projects, file, signal);
    signal.throwIfAborted();
    const block = preferred(blocks, selection.block);
    if (block !== null) selection.select(block);
  }

  const listener = vscode.window.onDidChangeActiveTextEditor(update);
  update(vscode.window.activeTextEditor);
  return vscode.Disposable.from(listener, new vscode.Disposable(() => wanted.abort()));
}

/** Of several blocks with the same file, the one in the pipeline that the user is at. */
export function preferred(blocks: readonly BlockRef[], current: BlockRef | null): BlockRef | null {
  const near = current === null ? undefined : blocks.find((block) => samePipeline(block, current));
  return near ?? blocks[0] ?? null;
}

/** The path of a file on disk in a workspace folder; null for anything else an editor may show. */
export function workspaceFile(uri: vscode.Uri): string | null {
  if (uri.scheme !== 'file' || vscode.workspace.getWorkspaceFolder(uri) === undefined) return null;
  return uri.fsPath;
}

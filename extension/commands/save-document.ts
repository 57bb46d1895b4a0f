import path from 'node:path';
import * as vscode from 'vscode';
import { EiderError } from '../../core/errors';

/** Saves the file if an editor holds changes to it, before it is edited on disk. */
export async function saveDocument(file: string): Promise<void> {
  const document = vscode.workspace.textDocuments.find(
    (open) => open.isDirty && path.relative(open.fileName, file) === '',
  );
  if (document === undefined || (await document.save())) return;
  throw new EiderError({
    code: 'file_not_saved',
    message: `${vscode.workspace.asRelativePath(file)} has changes that could not be saved.`,
    remedy: 'Save or revert it, then try again.',
    file,
  });
}

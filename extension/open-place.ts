import * as vscode from 'vscode';
import type { Place } from './target';

/** Opens a file in an editor, at the place when one is given. */
export async function openPlace(place: Place, options: { readonly preview?: boolean } = {}): Promise<void> {
  const line = Math.max(0, (place.line ?? 1) - 1);
  const position = new vscode.Position(line, Math.max(0, (place.column ?? 1) - 1));
  await vscode.window.showTextDocument(vscode.Uri.file(place.file), {
    preview: options.preview ?? false,
    ...(place.line === undefined ? {} : { selection: new vscode.Range(position, position) }),
  });
}

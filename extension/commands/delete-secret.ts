import * as vscode from 'vscode';
import type { Services } from '../services';
import { pick } from './ask';

export async function deleteSecret({ secrets }: Services): Promise<undefined> {
  const names = secrets.names();
  if (names.length === 0) {
    void vscode.window.showInformationMessage('There are no secrets. "Eider: Set Secret" keeps one.');
    return undefined;
  }
  const name = await pick(
    names.map((one) => ({ label: one, value: one })),
    'Choose the secret to delete',
  );
  if (name !== undefined) await secrets.delete(name);
  return undefined;
}

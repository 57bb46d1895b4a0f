import * as vscode from 'vscode';
import type { Services } from '../services';

/** Keeps a secret in VS Code's secret storage, for blocks that ask for it by its name. */
export async function setSecret({ secrets }: Services): Promise<undefined> {
  const name = await vscode.window.showInputBox({
    title: 'Set Secret',
    prompt: 'Its name, as blocks ask for it',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[A-Za-z_]\w*$/.test(text) ? null : 'Letters, digits and _, not beginning with a digit.',
  });
  if (name === undefined) return undefined;
  const value = await vscode.window.showInputBox({
    title: `Set Secret ${name}`,
    prompt: secrets.names().includes(name) ? 'Its new value' : 'Its value',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? 'A secret cannot be empty.' : null),
  });
  if (value === undefined) return undefined;
  await secrets.set(name, value);
  void vscode.window.showInformationMessage(
    `Secret ${name} is kept. Blocks read it with secret('${name}') or {{ mage_secret_var('${name}') }}.`,
  );
  return undefined;
}

import * as vscode from 'vscode';

/** The channel "Eider" of the Output panel: everything that happened and what a bug report needs. */
export type Log = vscode.LogOutputChannel;

export function openLog(): Log {
  return vscode.window.createOutputChannel('Eider', { log: true });
}

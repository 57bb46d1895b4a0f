import * as vscode from 'vscode';

/** Every context key that Eider sets, with the type of its value; `when` clauses of the manifest use them. */
interface ContextKeyMap {
  /** Whether the workspace has been searched and holds a project. */
  'eider.hasProject': boolean;
  /** Whether the search for projects has ended, so that "no project" may be said. */
  'eider.searched': boolean;
  /** Whether the active editor shows a file of a block type's folder inside a project. */
  'eider.activeBlock': boolean;
  /** Whether a run is going on. */
  'eider.running': boolean;
}

const current = new Map<keyof ContextKeyMap, unknown>();

export function setContextKey<Name extends keyof ContextKeyMap>(name: Name, value: ContextKeyMap[Name]): void {
  if (current.get(name) === value) return;
  current.set(name, value);
  void vscode.commands.executeCommand('setContext', name, value);
}

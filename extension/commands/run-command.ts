import * as vscode from 'vscode';
import type { CommandMap, CommandName } from '../manifest/commands';

/** Starts one of our own commands; it shows its errors itself. */
export function runCommand<Name extends CommandName>(name: Name, argument: CommandMap[Name]['argument']): void {
  void vscode.commands.executeCommand(name, argument);
}

import * as vscode from 'vscode';
import type { ItemLook } from './pipelines-view/labels';

/** A tree item that looks as told. */
export function treeItem(
  id: string,
  look: ItemLook,
  collapsible: vscode.TreeItemCollapsibleState = vscode.TreeItemCollapsibleState.None,
): vscode.TreeItem {
  const item = new vscode.TreeItem(look.label, collapsible);
  item.id = id;
  item.description = look.description;
  item.iconPath = new vscode.ThemeIcon(look.icon, look.color === null ? undefined : new vscode.ThemeColor(look.color));
  item.tooltip = new vscode.MarkdownString(look.tooltip);
  item.contextValue = look.contextValue;
  item.accessibilityInformation = { label: [look.label, look.description].filter((part) => part !== '').join(', ') };
  return item;
}

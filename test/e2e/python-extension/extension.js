/* global require, exports -- the extension host loads CommonJS */
// What is selected stands in a file of the workspace, where the test writes it and reads it. Without it there is no API.
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

exports.activate = (context) => {
  const changed = new vscode.EventEmitter();
  const file = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, 'selected-python.txt');
  context.subscriptions.push(
    changed,
    vscode.commands.registerCommand('python.setInterpreter', () => changed.fire({})),
  );
  const api = {
    getActiveEnvironmentPath: () => ({ id: 'selected', path: fs.readFileSync(file, 'utf8') }),
    updateActiveEnvironmentPath: async (selected) => {
      fs.writeFileSync(file, selected);
      changed.fire({});
    },
    onDidChangeActiveEnvironmentPath: changed.event,
  };
  return {
    get environments() {
      return fs.existsSync(file) ? api : undefined;
    },
  };
};

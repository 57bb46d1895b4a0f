/* global require, exports, process -- the extension host loads CommonJS */
const vscode = require('vscode');

/** Attaches to a debugpy that listens, which is one of EIDER_E2E_DEBUGPY. */
exports.activate = (context) => {
  const factory = {
    createDebugAdapterDescriptor({ configuration }) {
      return new vscode.DebugAdapterServer(configuration.connect.port, configuration.connect.host);
    },
  };
  context.subscriptions.push(vscode.debug.registerDebugAdapterDescriptorFactory('debugpy', factory));
  return { debug: { getDebuggerPackagePath: async () => process.env.EIDER_E2E_DEBUGPY } };
};

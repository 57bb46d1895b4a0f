import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The bundles a webview may load; nothing else on the disk is within its reach. */
export function webviewRoot(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'webview');
}

/** The page around a view's bundle. */
export function webviewHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  view: 'graph' | 'output' | 'found' | 'experiments',
): string {
  const nonce = randomBytes(18).toString('base64');
  const uri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extension), name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${uri('codicon.css')}">
<link rel="stylesheet" href="${uri(`${view}.css`)}">
<title>Eider</title>
</head>
<body data-vscode-context='{"preventDefaultContextMenuItems":true}'>
<div id="root"></div>
<script type="module" nonce="${nonce}" src="${uri(`${view}.js`)}"></script>
</body>
</html>`;
}

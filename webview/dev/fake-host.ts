import type { HostToWebview, Snapshot, WebviewToHost } from '../../core/protocol/webview';
import { answer } from './fake-data';
import { graphScenarios } from './graph-scenarios';
import { outputScenarios } from './output-scenarios';
import { themes } from './themes';

/** Stands where VS Code stands: theme, snapshots, answers. What the view sent is in `window.sent`. */
declare global {
  interface Window {
    acquireVsCodeApi: () => unknown;
    sent: WebviewToHost[];
    show: (scenario: string) => void;
  }
}

const query = new URLSearchParams(location.search);
const theme = themes[query.get('theme') ?? 'dark'];
for (const [name, value] of Object.entries(theme?.colors ?? {})) {
  document.documentElement.style.setProperty(`--vscode-${name}`, value);
}
document.body.classList.add(theme?.bodyClass ?? '');
window.sent = [];

const scenarios: Readonly<Record<string, Snapshot>> = location.pathname.includes('graph')
  ? graphScenarios
  : outputScenarios;
const stateKey = `${location.pathname} state`;

function post(message: HostToWebview): void {
  window.postMessage(message, '*');
}
window.show = (scenario) => {
  const snapshot = scenarios[scenario];
  if (snapshot !== undefined) post({ type: 'snapshot', snapshot });
};

window.acquireVsCodeApi = () => ({
  getState: (): unknown => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null'),
  setState: (state: unknown) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
  postMessage(message: WebviewToHost) {
    window.sent.push(message);
    if (message.type === 'ready') window.show(query.get('scenario') ?? 'done');
    if (message.type === 'request') {
      post({ type: 'response', id: message.id, ok: true, result: answer(message.method, message.params) });
    }
  },
});

import '../shared/shared.css';
import './found.css';
import { render } from 'preact';
import { MessagesContext, useSnapshot } from '../shared/context';
import { connectHost, type VsCodeApi } from '../shared/host';
import { App } from './app';

declare function acquireVsCodeApi(): VsCodeApi;

const host = connectHost('found', acquireVsCodeApi(), globalThis);

function View() {
  return (
    <MessagesContext.Provider value={host}>
      <App snapshot={useSnapshot(host)} />
    </MessagesContext.Provider>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page of what was found has no #root');
render(<View />, root);

import '../shared/shared.css';
import './experiments.css';
import { render } from 'preact';
import { MessagesContext, useSnapshot } from '../shared/context';
import { connectHost, type VsCodeApi } from '../shared/host';
import { keepViewState } from '../shared/view-state';
import { App } from './app';
import { emptyState, experimentsStateSchema } from './experiments-state';

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
const host = connectHost('experiments', api, globalThis);
const state = keepViewState(api, experimentsStateSchema, emptyState);

function View() {
  return (
    <MessagesContext.Provider value={host}>
      <App snapshot={useSnapshot(host)} kept={state} />
    </MessagesContext.Provider>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page of experiments has no #root');
render(<View />, root);

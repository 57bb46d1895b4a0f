import '@xyflow/react/dist/base.css';
import '../shared/shared.css';
import './graph.css';
import { render } from 'preact';
import { MessagesContext, useSnapshot } from '../shared/context';
import { connectHost, type VsCodeApi } from '../shared/host';
import { keepViewState } from '../shared/view-state';
import { App } from './app';
import { emptyGraphState, graphStateSchema } from './graph-state';

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
const host = connectHost('graph', api, globalThis);
const state = keepViewState(api, graphStateSchema, emptyGraphState);

function View() {
  return (
    <MessagesContext.Provider value={host}>
      <App snapshot={useSnapshot(host)} state={state} />
    </MessagesContext.Provider>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page of the graph has no #root');
render(<View />, root);

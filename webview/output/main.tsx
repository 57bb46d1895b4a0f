import '../shared/shared.css';
import './output.css';
import './popover.css';
import './ansi.css';
import './grid/grid.css';
import './children/children.css';
import './model/model.css';
import { render } from 'preact';
import { MessagesContext, useSnapshot } from '../shared/context';
import { connectHost, type VsCodeApi } from '../shared/host';
import { keepViewState } from '../shared/view-state';
import { App } from './app';
import { emptyOutputState, outputStateSchema } from './output-state';

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
const host = connectHost('output', api, globalThis);
const state = keepViewState(api, outputStateSchema, emptyOutputState);

function View() {
  return (
    <MessagesContext.Provider value={host}>
      <App host={host} snapshot={useSnapshot(host)} state={state} />
    </MessagesContext.Provider>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page of the output has no #root');
render(<View />, root);

import * as vscode from 'vscode';
import type { RunState } from '../../core/protocol/run-state';
import { runStatusLook } from '../looks';
import { literal } from '../text';
import type { RunRef } from '../target';
import type { RunChange, RunStore } from './run-store';
import { statusText } from './status-text';

/** The one item of the status bar: the newest run that goes on, and after it how the last one ended. */
export class RunStatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #runs: RunStore;
  readonly #listener: vscode.Disposable;

  constructor(runs: RunStore) {
    this.#runs = runs;
    this.#item = vscode.window.createStatusBarItem('eider.run', vscode.StatusBarAlignment.Left, 5);
    this.#item.name = 'Eider Run';
    this.#listener = runs.onDidChange((change) => this.#onRun(change));
  }

  dispose(): void {
    this.#listener.dispose();
    this.#item.dispose();
  }

  #onRun(change: RunChange): void {
    const running = this.#runs.running();
    const state = running === null ? change.state : this.#runs.known(running);
    if (state === null) return;
    // an old run that was only read is no news; one that this window saw running is
    if (running === null && change.listed) return;
    this.#show(running ?? change.ref, state, this.#runs.allRunning().length);
  }

  #show(ref: RunRef, state: RunState, running: number): void {
    const text = statusText(state, running);
    this.#item.text = text;
    this.#item.accessibilityInformation = {
      label: `Eider run: ${state.pipeline}, ${runStatusLook(state.status).label}`,
    };
    this.#item.command = { command: 'eider.showGraph', title: 'Show Graph', arguments: [ref] };
    const cancel = `command:eider.cancelRun?${encodeURIComponent(JSON.stringify([ref]))}`;
    const tooltip = new vscode.MarkdownString(
      `**${literal(state.pipeline)}** ${runStatusLook(state.status).label}` +
        (state.status === 'running' ? `\n\n[Cancel Run](${cancel})` : ''),
    );
    tooltip.isTrusted = { enabledCommands: ['eider.cancelRun'] };
    this.#item.tooltip = tooltip;
    this.#item.show();
  }
}

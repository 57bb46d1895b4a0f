import type * as vscode from 'vscode';
import type { PipelineRef } from '../target';

const stateKey = 'eider.chartScripts';

/** The charts whose HTML may run scripts, as the user has allowed in this workspace. */
export class ChartScripts {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  isAllowed(pipeline: PipelineRef, chart: string): boolean {
    return this.#allowed().includes(keyOf(pipeline, chart));
  }

  /** Allows them in a chart of the pipeline, or no longer. */
  async allow(pipeline: PipelineRef, chart: string, allowed: boolean): Promise<void> {
    const key = keyOf(pipeline, chart);
    const others = this.#allowed().filter((known) => known !== key);
    await this.#state.update(stateKey, allowed ? [...others, key] : others);
  }

  #allowed(): readonly string[] {
    const kept: unknown = this.#state.get(stateKey);
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : [];
  }
}

function keyOf({ project, pipeline }: PipelineRef, chart: string): string {
  return JSON.stringify([project, pipeline, chart]);
}

import * as vscode from 'vscode';
import { blockOf, resolveTarget, sameBlock, type BlockRef } from './target';

const storeKey = 'eider.selectedBlock';

/**
 * The block the user looks at: in the active editor, the tree or a graph, whichever came last. A window that reloads
 * finds it again.
 */
export class Selection implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<BlockRef | null>();
  readonly onDidChange = this.#changed.event;
  readonly #state: vscode.Memento;
  #block: BlockRef | null;

  constructor(state: vscode.Memento) {
    this.#state = state;
    this.#block = blockOf(resolveTarget(state.get<unknown>(storeKey)));
  }

  get block(): BlockRef | null {
    return this.#block;
  }

  /** Takes what of `block` names it; more, as tree elements carry, is left out. */
  select({ project, pipeline, block }: BlockRef): void {
    const selected = { project, pipeline, block };
    if (this.#block !== null && sameBlock(selected, this.#block)) return;
    this.#block = selected;
    void this.#state.update(storeKey, selected);
    this.#changed.fire(selected);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

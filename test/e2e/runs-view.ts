import type { Locator } from 'playwright-core';
import { TreeView } from './tree-view';
import type { Workbench } from './workbench';

/** The list of runs, newest first, each of which unfolds to its blocks. */
export class RunsView extends TreeView {
  constructor(workbench: Workbench) {
    super(workbench, 'Runs');
  }

  /** The newest run's row. */
  get newest(): Locator {
    return this.rows.first();
  }

  /** Runs whose description has these words, for instance `completed` or `running`. */
  withWords(description: string | RegExp): Locator {
    return this.rows.filter({ has: this.workbench.page.locator('.label-description', { hasText: description }) });
  }
}

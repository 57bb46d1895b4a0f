import type { Locator } from 'playwright-core';
import { TreeView } from './tree-view';
import type { Workbench } from './workbench';

/** The tree of projects, pipelines and blocks. */
export class PipelinesView extends TreeView {
  constructor(workbench: Workbench) {
    super(workbench, 'Pipelines');
  }

  /** Shows the blocks of a pipeline. */
  async openPipeline(pipeline: string): Promise<void> {
    await this.show();
    await this.expand(pipeline);
  }

  /** A block whose description has these words: `running`, `failed`, `2,400 rows`. */
  block(label: string, description: string | RegExp): Locator {
    const words = this.workbench.page.locator('.label-description', { hasText: description });
    return this.row(label).filter({ has: words });
  }

  /** Opens a pipeline's graph or brings it to the front. Whether it also gets the keys is up to VS Code and its menu. */
  async showGraph(pipeline: string): Promise<void> {
    await this.chooseFromMenu(pipeline, 'Show Graph');
    await this.workbench.activeTab(pipeline).waitFor();
  }

  async runPipeline(pipeline: string): Promise<void> {
    await this.act(pipeline, 'Run Pipeline');
  }
}

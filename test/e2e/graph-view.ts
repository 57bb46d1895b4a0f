import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** The drawing of a pipeline, in an editor. */
export class GraphView {
  readonly document: FrameLocator;

  constructor(workbench: Workbench) {
    this.document = workbench.webview('editor');
  }

  get blocks(): Locator {
    return this.document.locator('[data-block]');
  }

  /** A block, in any state or in the named one (`running`, `completed`, `failed`, …; `never` when it has not run). */
  block(uuid: string, status?: string): Locator {
    const state = status === undefined ? '' : `[data-status="${status}"]`;
    return this.document.locator(`[data-block="${uuid}"]${state}`);
  }

  rowsOf(uuid: string): Locator {
    return this.block(uuid).locator('.block-rows');
  }

  /** Selects a block by a click. */
  async select(uuid: string): Promise<void> {
    await this.block(uuid).click();
    await this.selected(uuid).waitFor();
  }

  /** Presses a key on a block, which gets the focus first if it does not have it. */
  async key(uuid: string, key: string): Promise<void> {
    await this.block(uuid).press(key);
  }

  /** Whether keys that the graph gets go to this block. */
  hasFocus(uuid: string): Promise<boolean> {
    return this.block(uuid).evaluate((block) => block === block.ownerDocument.activeElement);
  }

  /** A block, when it is the selected one. */
  selected(uuid: string): Locator {
    return this.block(uuid).and(this.document.locator('[aria-current="true"]'));
  }

  /** The area in which the blocks are. */
  get drawing(): Locator {
    return this.document.locator('.flow');
  }

  /** Moves the drawing with the mouse, from a place without a block. */
  async drag(right: number, down: number): Promise<void> {
    const box = await this.drawing.boundingBox();
    if (box === null) throw new Error('The graph is not in the view.');
    const { mouse } = this.drawing.page();
    const [x, y] = [box.x + box.width / 2, box.y + box.height - 20];
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + right, y + down, { steps: 5 });
    await mouse.up();
  }

  /** Opens the block's file. */
  async open(uuid: string): Promise<void> {
    await this.block(uuid).dblclick();
  }

  /** Presses a button of the toolbar: `Run pipeline`, `Cancel`, `Run block`, `Fit`. */
  async press(button: string): Promise<void> {
    await this.button(button).click();
  }

  /** A button of the toolbar. The name of one that cannot be pressed now has the reason after it. */
  button(name: string | RegExp): Locator {
    return this.document.getByRole('toolbar', { name: 'Pipeline' }).getByRole('button', { name, exact: true });
  }

  /** What is wrong with the pipeline's file, in a list over the drawing. */
  get problems(): Locator {
    return this.document.locator('.problems li');
  }
}

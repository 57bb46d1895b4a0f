import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** VS Code's own preview of a Markdown document, the only webview among the editors. */
export class MarkdownPreview {
  readonly document: FrameLocator;

  constructor(workbench: Workbench) {
    const frame = workbench.page.locator('iframe.webview.ready:not([src*="purpose=webviewView"])');
    this.document = frame.filter({ visible: true }).contentFrame().frameLocator('#active-frame');
  }

  /** The rows of its table, the head among them. */
  get rows(): Locator {
    return this.document.getByRole('row');
  }
}

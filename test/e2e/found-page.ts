import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** The page What Eider Found, in an editor. */
export class FoundPage {
  readonly document: FrameLocator;

  constructor(workbench: Workbench) {
    this.document = workbench.webview('editor');
  }

  project(name: string): Locator {
    return this.document.getByRole('article', { name });
  }

  /** A line of a project by words in it. */
  line(project: string, text: string | RegExp): Locator {
    return this.project(project).getByRole('listitem').filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.document.getByRole('button', { name });
  }
}

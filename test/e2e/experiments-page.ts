import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** The page Experiments, in an editor. */
export class ExperimentsPage {
  readonly document: FrameLocator;

  constructor(workbench: Workbench) {
    this.document = workbench.webview('editor');
  }

  /** Rows of the list, or those with words in them. */
  rows(text: string | RegExp = ''): Locator {
    return this.document.locator('.experiment-list tbody tr').filter({ hasText: text });
  }

  chart(metric: string): Locator {
    return this.document.locator(`.curve[data-metric="${metric}"]`);
  }

  /** How many steps a curve has, as the text beside it says. */
  async steps(metric: string, curve: string): Promise<number> {
    const row = this.chart(metric).locator('.curve-summary tbody tr').filter({ hasText: curve });
    return Number((await row.locator('.steps').first().textContent())?.replaceAll(',', ''));
  }

  get trials(): Locator {
    return this.document.locator('.trial-list tbody tr');
  }

  slider(name: string): Locator {
    return this.document.getByRole('slider', { name, exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.document.getByRole('button', { name });
  }
}

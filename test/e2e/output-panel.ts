import type { FrameLocator, Locator } from 'playwright-core';
import { exactly } from './exact';
import type { Workbench } from './workbench';

/** The panel with the outputs of a block: tables, charts, tests and log. */
export class OutputPanel {
  readonly document: FrameLocator;

  constructor(readonly workbench: Workbench) {
    this.document = workbench.webview('view');
  }

  /** Waits until the panel shows a block, in any state or the named one. */
  async shows(blockName: string, status?: string): Promise<void> {
    await this.document.locator('.subject h1', { hasText: exactly(blockName) }).waitFor();
    if (status !== undefined) await this.document.locator(`.subject-status[data-status="${status}"]`).waitFor();
  }

  tab(name: string): Locator {
    return this.document.getByRole('tab').filter({ has: this.document.locator('.words', { hasText: exactly(name) }) });
  }

  async openTab(name: string): Promise<void> {
    await this.tab(name).click();
  }

  get grid(): Locator {
    return this.document.getByRole('grid');
  }

  header(column: string): Locator {
    return this.grid.locator(`[role="columnheader"][data-column="${column}"]`);
  }

  /** Scrolls to the right until a column is in the view; only those are drawn. */
  async reveal(column: string): Promise<void> {
    await this.grid.getByRole('columnheader').nth(1).waitFor();
    const columns = Number(await this.grid.getAttribute('aria-colcount'));
    for (let i = 0; i < columns && !(await this.header(column).isVisible()); i++) await this.grid.press('ArrowRight');
    await this.header(column).waitFor();
  }

  /** A cell by its row, counted from 0, and its column. It exists while the row is in the view. */
  async cell(row: number, column: string): Promise<Locator> {
    const position = await this.header(column).getAttribute('aria-colindex');
    return this.grid.locator(`[role="gridcell"][data-row="${row}"][aria-colindex="${position ?? ''}"]:not(.loading)`);
  }

  /** Sorts by a column; a second time turns the order around. */
  async sortBy(column: string): Promise<void> {
    await this.header(column).locator('.grid-header-name').click();
  }

  /** The small drawing under a column's name. */
  histogram(column: string): Locator {
    return this.header(column).locator('svg.histogram .histogram-bar');
  }

  async openProfile(column: string): Promise<Locator> {
    await this.header(column).locator('.grid-summary').click();
    const profile = this.document.getByRole('dialog', { name: `Profile of ${column}`, exact: true });
    await profile.waitFor();
    return profile;
  }

  async scrollToEnd(): Promise<void> {
    await this.grid.press('Control+End');
  }

  /** A chart of the block, by its uuid; its values are there as a table too. */
  chart(uuid: string): Locator {
    return this.document.locator(`[data-chart="${uuid}"]`);
  }

  get tests(): Locator {
    return this.document.locator('.tests > li');
  }

  get log(): Locator {
    return this.document.getByRole('log');
  }

  get failure(): Locator {
    return this.document.getByRole('alert');
  }

  /** Goes to the place in the file that the failure names. */
  async openFailedLine(): Promise<void> {
    await this.failure.getByRole('button', { name: 'Open line' }).click();
  }
}

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

  /** What stands beside a tab's name: a row count, a shape, how many tests passed. */
  note(name: string): Locator {
    return this.tab(name).locator('.tab-note');
  }

  /** The text that stands for an output which is not a table. */
  preview(name: string): Locator {
    return this.document.locator('.preview pre').and(this.document.getByLabel(name, { exact: true }));
  }

  /** The runs of a block below a dynamic one; the first is all of them. Those in the view are there. */
  get runs(): Locator {
    return this.document.getByRole('listbox', { name: 'Runs of' });
  }

  /** One of these runs, by its name in the block. */
  run(name: string): Locator {
    return this.runs.locator(`[data-child="${name}"]`);
  }

  /** Chooses one of these runs by keys: the filter, then the first that matches. */
  async findRun(text: string): Promise<void> {
    const filter = this.document.getByRole('textbox', { name: 'Filter runs' });
    await filter.fill(text);
    await filter.press('Enter');
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

  /** Scrolls sideways to a column of the first row and gives the texts of its first cells. */
  async firstCells(column: string, count: number): Promise<string[]> {
    await this.reveal(column);
    const texts: string[] = [];
    for (let row = 0; row < count; row++) texts.push((await (await this.cell(row, column)).textContent()) ?? '');
    return texts;
  }

  async scrollToEnd(): Promise<void> {
    await this.grid.press('Control+End');
  }

  async scrollToStart(): Promise<void> {
    await this.grid.press('Control+Home');
  }

  /** Puts the scroll bar at a share of its way, from 0 to 1, as one who drags it. */
  async dragScrollBar(share: number): Promise<void> {
    await this.grid.evaluate((grid, part) => {
      grid.scrollTop = part * (grid.scrollHeight - grid.clientHeight);
    }, share);
  }

  /** The cells of a column that are in the view and filled, each with its row counted from 0. */
  async shownCells(column: string): Promise<{ readonly row: number; readonly text: string }[]> {
    const position = await this.header(column).getAttribute('aria-colindex');
    const cells = this.grid.locator(`[role="gridcell"][aria-colindex="${position ?? ''}"]:not(.loading)`);
    return cells.evaluateAll((all) =>
      all.map((cell) => ({ row: Number(cell.getAttribute('data-row')), text: cell.textContent })),
    );
  }

  /** A chart of the block, by its uuid; its values are there as a table too. */
  chart(uuid: string): Locator {
    return this.document.locator(`[data-chart="${uuid}"]`);
  }

  /** The values of a chart as its text table says them, a row for each label: the label, then its numbers. */
  async chartRows(uuid: string): Promise<string[][]> {
    const rows = this.chart(uuid).locator('tbody tr');
    await rows.first().waitFor({ state: 'attached' });
    return rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
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

import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { exactly } from './exact';
import type { Workbench } from './workbench';

/** A tree in Eider's view container. Rows are found by their label; the words beside it are the row's description. */
export class TreeView {
  constructor(
    readonly workbench: Workbench,
    readonly title: string,
  ) {}

  get pane(): Locator {
    return this.workbench.view(this.title);
  }

  get rows(): Locator {
    return this.pane.locator('.monaco-list-row');
  }

  async show(): Promise<void> {
    await this.workbench.showActivity('Eider');
    const header = this.pane.locator('.pane-header');
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  }

  /** The row with exactly this label. */
  row(label: string): Locator {
    const name = this.workbench.page.locator('.label-name', { hasText: exactly(label) });
    return this.rows.filter({ has: name });
  }

  /** The words beside the label, for instance `SQL · 2,400 rows`. */
  description(label: string): Locator {
    return this.row(label).locator('.label-description');
  }

  /** What appears when the pointer comes to rest on a row, as it is at this moment. A row that is redrawn shows nothing: poll. */
  async tooltip(label: string): Promise<string> {
    const { hover, page } = this.workbench;
    await page.mouse.move(640, 14);
    await hover.first().waitFor({ state: 'hidden' });
    await this.row(label).hover();
    await hover.first().waitFor({ timeout: 3000 });
    return (await hover.first().textContent()) ?? '';
  }

  /** Unfolds a row that is folded. */
  async expand(label: string): Promise<void> {
    await this.expandRow(this.row(label));
  }

  /** Unfolds one of several rows with the same label. */
  async expandRow(row: Locator): Promise<void> {
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
    await row.and(this.workbench.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** Goes down from the first row until the row with this label is in the view: a long list draws only a part of itself. */
  async scrollTo(label: string): Promise<void> {
    await this.#press('Home');
    while (!(await this.row(label).isVisible())) {
      const before = await this.#focusedRow();
      await this.#press('PageDown');
      const moved = async () => (await this.row(label).isVisible()) || (await this.#focusedRow()) !== before;
      await expect.poll(moved, { timeout: 5000, message: `${this.title} ends before a row ${label}` }).toBe(true);
    }
  }

  async scrollToEnd(): Promise<void> {
    await this.#press('End');
  }

  /** Moves the focus to the next row, which comes into the view. */
  async goDown(): Promise<void> {
    await this.#press('ArrowDown');
  }

  async #press(key: string): Promise<void> {
    await this.pane.locator('.monaco-list').first().press(key);
  }

  async #focusedRow(): Promise<string | null> {
    return this.pane.locator('.monaco-list').first().getAttribute('aria-activedescendant');
  }

  async select(label: string): Promise<void> {
    await this.row(label).click();
  }

  async open(label: string): Promise<void> {
    await this.row(label).dblclick();
  }

  /** Presses an icon that appears on a row under the pointer, by its tooltip. */
  async act(label: string, action: string): Promise<void> {
    const row = this.row(label);
    await row.hover();
    // the tooltip of a command with a key names the key after it
    await row.getByRole('button', { name: withKey(action) }).click();
  }

  /** Presses an icon in the header of the view. */
  async headerAction(action: string): Promise<void> {
    await this.pane.hover();
    await this.pane.locator('.pane-header').getByRole('button', { name: action, exact: true }).click();
  }

  async chooseFromMenu(label: string, entry: string): Promise<void> {
    await this.row(label).click({ button: 'right' });
    await this.workbench.chooseMenuItem(entry);
  }

  /** What the view says when it has nothing to show. */
  get welcome(): Locator {
    return this.pane.locator('.welcome-view-content');
  }

  async pressWelcome(button: string): Promise<void> {
    await this.welcome.getByRole('button', { name: button, exact: true }).click();
  }
}

function withKey(action: string): RegExp {
  return new RegExp(`^${action}( \\(.+\\))?$`);
}

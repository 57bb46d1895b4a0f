import type { Locator, Page } from 'playwright-core';
import { exactly } from './exact';

/** The box that drops down at the top: command palette, choices and text input. */
export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('.quick-input-filter input[type="text"]');
  }

  /** Waits until the box has this title, with `(2/5)` after it where the question is one of several. */
  async asks(title: string): Promise<void> {
    await this.widget.locator('.quick-input-title', { hasText: exactly(title) }).waitFor();
  }

  /** A row whose box is checked. */
  checked(label: string): Locator {
    return this.row(label).filter({ has: this.page.getByRole('checkbox', { checked: true }) });
  }

  /** The row whose label is exactly `label`. */
  row(label: string): Locator {
    const name = this.page.locator('.label-name', { hasText: exactly(label) });
    return this.widget.locator('.monaco-list-row').filter({ has: name });
  }

  async pick(label: string): Promise<void> {
    await this.row(label).first().click();
  }

  /** Chooses several rows of a list with check boxes. */
  async pickAll(labels: readonly string[]): Promise<void> {
    for (const label of labels)
      await this.row(label).first().locator('.monaco-checkbox, input[type="checkbox"]').first().click();
    await this.input.press('Enter');
  }

  async enter(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.input.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }
}

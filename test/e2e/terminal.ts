import type { Locator, Page } from 'playwright-core';

/** The integrated terminal that has the focus. */
export class Terminal {
  readonly rows: Locator;

  constructor(private readonly page: Page) {
    this.rows = page.locator('.terminal-wrapper.active .xterm-rows');
  }

  /** Types one command line and starts it. */
  async run(line: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
    await this.page.keyboard.insertText(line);
    await this.page.keyboard.press('Enter');
  }

  /** Waits until the visible part of the terminal has a line that matches. */
  async shows(pattern: RegExp, timeout = 20_000): Promise<void> {
    await this.rows.locator('> div').filter({ hasText: pattern }).first().waitFor({ timeout });
  }
}

import type { Locator } from 'playwright-core';
import { exactly } from './exact';
import type { Workbench } from './workbench';

/** The text editor that has the focus, used with the keyboard. */
export class TextEditor {
  constructor(private readonly workbench: Workbench) {}

  /** Puts the cursor at the beginning of a line's text. Lines count from 1. */
  async goToLine(line: number): Promise<void> {
    const { page, quickInput } = this.workbench;
    await page.keyboard.press('Control+G');
    await quickInput.input.fill(`:${line}`);
    // the row of before asks for a number, and takes no Enter
    const row = quickInput.widget.locator('.monaco-list-row', { hasText: new RegExp(`line ${line}\\b`) });
    await row.waitFor();
    await quickInput.input.press('Enter');
    await quickInput.widget.waitFor({ state: 'hidden' });
    await this.position(line).waitFor();
    await page.keyboard.press('Home');
  }

  /** Types over what stands on a line, its indentation aside. */
  async retype(line: number, text: string): Promise<void> {
    await this.goToLine(line);
    await this.workbench.page.keyboard.press('Shift+End');
    await this.workbench.page.keyboard.insertText(text);
  }

  async save(): Promise<void> {
    await this.workbench.page.keyboard.press('Control+S');
    await this.workbench.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** The status bar's words on where the cursor is; without a column, anywhere on the line. */
  position(line: number, column?: number): Locator {
    const words = column === undefined ? new RegExp(`^\\s*Ln ${line}, Col`) : exactly(`Ln ${line}, Col ${column}`);
    return this.workbench.statusBarItem(words);
  }
}

import { expect } from 'vitest';
import type { Locator } from 'playwright-core';
import { exactly } from './exact';
import { TextEditor } from './text-editor';
import type { Workbench } from './workbench';

/** VS Code's own debugger, used with the keyboard. */
export class Debugger {
  readonly #editor: TextEditor;

  constructor(private readonly workbench: Workbench) {
    this.#editor = new TextEditor(workbench);
  }

  /** The bar with Continue, Step, Restart and Stop, which is there while something is debugged. */
  get toolbar(): Locator {
    return this.workbench.page.locator('.debug-toolbar');
  }

  /** Sets a breakpoint on a line of the file that is open, as F9 does. */
  async setBreakpoint(line: number): Promise<void> {
    await this.#editor.goToLine(line);
    await this.workbench.page.keyboard.press('F9');
    await this.#breakpoints.first().waitFor();
  }

  async removeBreakpoints(): Promise<void> {
    await this.workbench.runCommand('Debug: Remove All Breakpoints');
    await this.#breakpoints.first().waitFor({ state: 'hidden' });
  }

  /** Waits until the editor of a file shows that the debugger stands still on this line. */
  async stopsAt(file: string, line: number): Promise<void> {
    const { page } = this.workbench;
    await this.workbench.activeTab(file).waitFor({ timeout: 60_000 });
    await page.locator('.debug-top-stack-frame-line').first().waitFor({ timeout: 60_000 });
    await this.#editor.position(line).waitFor();
  }

  /** A variable in the view of the debugger: `name:` and its value. */
  variable(name: string): Locator {
    const label = this.workbench.page.locator('.expression .name', { hasText: new RegExp(`^${name}\\s?[:=]?\\s*$`) });
    return this.workbench.page.locator('.debug-variables .monaco-list-row').filter({ has: label });
  }

  /** Unfolds a scope of the variables: `Local` of Node's debugger, `Locals` of Python's. */
  async openScope(name: string): Promise<void> {
    const scope = this.workbench.page.locator('.debug-variables .monaco-list-row').filter({ hasText: exactly(name) });
    await scope.first().waitFor();
    if ((await scope.first().getAttribute('aria-expanded')) === 'false') await scope.first().click();
  }

  async continue(): Promise<void> {
    await this.workbench.page.keyboard.press('F5');
  }

  /** Presses a button of the debugger's bar, by the beginning of its tooltip. */
  async press(button: string): Promise<void> {
    await this.toolbar.getByRole('button', { name: new RegExp(`^${button}`) }).click();
  }

  async isOver(): Promise<void> {
    await this.toolbar.waitFor({ state: 'hidden', timeout: 30_000 });
    await expect.poll(() => this.workbench.page.locator('.debug-top-stack-frame-line').count()).toBe(0);
  }

  get #breakpoints(): Locator {
    return this.workbench.page.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified');
  }
}

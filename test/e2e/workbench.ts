import type { FrameLocator, Locator, Page } from 'playwright-core';
import { exactly } from './exact';
import { QuickInput } from './quick-input';
import { Terminal } from './terminal';

/** The VS Code window as a person uses it. Page objects of our own views build on it. */
export class Workbench {
  readonly quickInput: QuickInput;

  constructor(readonly page: Page) {
    this.quickInput = new QuickInput(page);
  }

  /** Opens a server's address and waits until the window can be used. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.ready();
  }

  /** Reloads the window as a browser does: extension host and webviews start anew, the server lives on. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Runs the command whose palette entry is exactly `title`, for instance `Eider: Run Pipeline`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.input.fill(`>${title}`);
    await this.quickInput.pick(title);
  }

  /** Opens a file of the workspace by its path relative to the folder. */
  async openFile(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    await this.quickInput.widget.waitFor({ state: 'hidden' }); // the end of a command before would close the next one
    await this.page.keyboard.press('Control+P');
    await this.quickInput.input.fill(path);
    await this.quickInput.row(name).first().click();
    await this.activeTab(name).waitFor();
  }

  activeTab(name: string): Locator {
    return this.page.locator('.tab.active').filter({ hasText: exactly(name) });
  }

  /** The icon of a view container in the activity bar. */
  activity(title: string): Locator {
    return this.page.locator('.activitybar').getByRole('tab', { name: title }).first();
  }

  /** Shows a view container by its icon; clicking the icon of the one that is shown would hide it. */
  async showActivity(title: string): Promise<void> {
    const icon = this.activity(title);
    await icon.waitFor();
    if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
  }

  /** One section of the side bar or panel, by the title in its header. */
  view(title: string): Locator {
    const header = this.page.locator(
      `.pane-header[aria-label^="${title} Section"], .pane-header[aria-label="${title}"]`,
    );
    return this.page.locator('.pane').filter({ has: header });
  }

  /** A row of the explorer's tree. */
  explorerRow(name: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: exactly(name) });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text });
  }

  /** Presses a button of a notification, for instance `Open Logs`. */
  async answer(notification: string | RegExp, button: string): Promise<void> {
    await this.notification(notification)
      .locator('.monaco-button')
      .filter({ hasText: exactly(button) })
      .click();
  }

  async dismissNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
  }

  /** A modal question; `answerDialog` presses one of its buttons. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').filter({ hasText: text });
  }

  async answerDialog(text: string | RegExp, button: string): Promise<void> {
    await this.dialog(text).getByRole('button', { name: button, exact: true }).click();
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** What appears beside the pointer when it rests on something. */
  get hover(): Locator {
    return this.page.locator('.workbench-hover');
  }

  menuItem(label: string): Locator {
    const name = this.page.locator('.action-label', { hasText: exactly(label) }); // the item's text has its key too
    return this.page.locator('.context-view .action-item').filter({ has: name });
  }

  /** Chooses an entry of the open menu. With the keyboard: a menu that has just opened disregards clicks. */
  async chooseMenuItem(label: string): Promise<void> {
    const item = this.menuItem(label);
    await item.hover();
    await item.and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
  }

  async showProblems(): Promise<void> {
    await this.runCommand('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
  }

  problem(text: string | RegExp): Locator {
    return this.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });
  }

  async newTerminal(): Promise<Terminal> {
    await this.runCommand('Terminal: Create New Terminal');
    const terminal = new Terminal(this.page);
    await terminal.rows.waitFor();
    return terminal;
  }

  /**
   * The document inside our visible webview: VS Code's frame, and in it the extension's. `view` is one in the side bar or
   * panel, `editor` one among the editors; there is at most one visible of each.
   */
  webview(kind: 'view' | 'editor'): FrameLocator {
    const purpose = '[src*="purpose=webviewView"]';
    const mine = `iframe.webview.ready[src*="extensionId=eider.eider"]${kind === 'view' ? purpose : `:not(${purpose})`}`;
    return this.page.locator(mine).filter({ visible: true }).contentFrame().frameLocator('#active-frame');
  }

  private async ready(): Promise<void> {
    await this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .or(this.page.locator('.sidebar .pane'))
      .first()
      .waitFor();
    // shown from the start, and taken away when the extension host answers
    await this.page.locator('.monaco-workbench').waitFor();
  }
}

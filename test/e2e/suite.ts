import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { root } from '../setup/root';
import { openSession, type Session, type SessionOptions } from './session';
import { isThemeName, type ThemeName } from './settings';

/**
 * A suite of tests in one VS Code window, opened before the first and closed after the last: they build on each other.
 * After each test there is a screenshot in `test-results/e2e/<theme>/`. `EIDER_E2E_THEME` is `dark`, `light` or `high-contrast`.
 */
export function inVSCode(title: string, options: SessionOptions, tests: (session: () => Session) => void): void {
  const endToEnd = inject('endToEnd');
  if ('unavailable' in endToEnd) {
    describe(title, () => it('needs a VS Code server', (context) => context.skip(endToEnd.unavailable)));
    return;
  }
  const { tools, vsix } = endToEnd;
  const theme = chosenTheme();

  describe(title, () => {
    let opened: Session | null = null;
    const session = () => {
      if (opened === null) throw new Error('The VS Code window of this suite is not open.');
      return opened;
    };
    let shots = 0;

    beforeAll(async () => {
      // a runner that was killed leaves its worker running: leaving ends the server and the browser
      process.once('disconnect', leave);
      opened = await openSession(tools, vsix, theme, options);
    });

    afterEach(async ({ task }) => {
      if (opened === null) return;
      const name = `${slug(title)}-${String(++shots).padStart(2, '0')}-${slug(task.name)}.png`;
      await screenshot(opened, theme, name);
      if (task.result?.state === 'fail') console.error(`Screenshot: ${name}\n${await opened.server.logs()}`);
    });

    afterAll(async () => {
      await opened?.close();
      process.removeListener('disconnect', leave);
    });

    tests(session);

    it('sends no request to another host', async () => {
      // a webview's files count until they have been answered, which may be under way
      await expect.poll(() => session().browser.outside(), { timeout: 5000 }).toEqual([]);
    });
  });
}

function leave(): never {
  process.exit(1);
}

function chosenTheme(): ThemeName {
  const name = process.env['EIDER_E2E_THEME'] ?? 'dark';
  if (!isThemeName(name)) throw new Error(`EIDER_E2E_THEME is ${name}; it can be dark, light or high-contrast.`);
  return name;
}

async function screenshot(session: Session, theme: ThemeName, name: string): Promise<void> {
  const folder = path.join(root, 'test-results', 'e2e', theme);
  await mkdir(folder, { recursive: true });
  await session.browser.page.screenshot({ path: path.join(folder, name) });
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
}

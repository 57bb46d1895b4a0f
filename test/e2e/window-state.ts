import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Waits until the browser's store of VS Code's state has a value that holds the words, for every key. VS Code writes it every
 * few seconds when it is idle; what is not in it when the page goes away is lost.
 */
export async function untilKept(page: Page, wanted: Readonly<Record<string, string>>): Promise<void> {
  // not waitForFunction, which takes the promise of an answer for the answer yes
  await expect.poll(() => page.evaluate(isKept, Object.entries(wanted)), { interval: 200, timeout: 30_000 }).toBe(true);
}

/** Runs in the page. */
async function isKept(wanted: [string, string][]): Promise<boolean> {
  const result = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('The state of the window cannot be read.', { cause: request.error }));
    });
  const values: string[] = wanted.map(() => '');
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith('vscode-web-state-db-') !== true) continue;
    const database = await result(indexedDB.open(name));
    try {
      if (!database.objectStoreNames.contains('ItemTable')) continue;
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      const found: unknown[] = await Promise.all(wanted.map(([key]) => result<unknown>(items.get(key))));
      for (const [index, value] of found.entries()) if (typeof value === 'string') values[index] = value;
    } finally {
      database.close();
    }
  }
  return wanted.every(([, words], index) => values[index]?.includes(words) === true);
}

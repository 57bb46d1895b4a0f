import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Page, type Request } from 'playwright-core';
import type { Browser } from '../setup/browser';

export interface BrowserWindow {
  readonly page: Page;
  /** Every request that went to another host than 127.0.0.1 so far; there must be none. */
  outside: () => string[];
  close: () => Promise<void>;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
];

/**
 * Opens a headless Chromium with a profile of its own, made as `profile`: a private window would deny webviews their
 * storage.
 */
export async function openBrowser(browser: Browser, profile: string): Promise<BrowserWindow> {
  const preferences = { profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } };
  await mkdir(path.join(profile, 'Default'), { recursive: true });
  await writeFile(path.join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser.executable,
    env: { ...Object.fromEntries(inherited), ...browser.env },
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: flags,
  });
  const requests = new Set<Request>();
  const sockets: string[] = [];
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^https?:$/.test(protocol) && hostname !== '127.0.0.1') requests.add(request);
  });
  // A webview's files have addresses of a made-up host, which VS Code's service worker answers inside the browser. No other
  // answer is possible, since the browser finds no host outside; without one the page went away before it came.
  const isWebviewFile = (request: Request) =>
    new URL(request.url()).hostname.endsWith('.vscode-resource.vscode-cdn.net');
  context.on('response', (response) => {
    if (isWebviewFile(response.request())) requests.delete(response.request());
  });
  context.on('requestfailed', (request) => {
    if (isWebviewFile(request) && request.failure()?.errorText === 'net::ERR_ABORTED') requests.delete(request);
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(20_000);
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).hostname !== '127.0.0.1') sockets.push(socket.url());
  });
  const outside = () => [...Array.from(requests, (request) => request.url()), ...sockets];
  return { page, outside, close: () => context.close() };
}

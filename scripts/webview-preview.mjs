// Shows the webviews outside VS Code, with made-up data and the colours of the three default themes, and takes screenshots:
//   node scripts/webview-preview.mjs [--out FOLDER] [--serve] [--only TEXT]
// `--serve` keeps serving for looking by hand. The browser is $CHROMIUM or /usr/bin/chromium.
import { build } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { webOptions } from './web-options.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'test-results/webview' },
    serve: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});

const folder = await mkdtemp(path.join(tmpdir(), 'eider-webview-'));
const { previewPage } = await bundle();
const { server, origin } = await serve();
try {
  if (values.serve) {
    console.log(`${origin}/graph.html?theme=dark&scenario=running\n${origin}/output.html?theme=dark&scenario=table`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
  } else {
    await takeScreenshots();
  }
} finally {
  server.close();
  await rm(folder, { recursive: true, force: true });
}

async function bundle() {
  const codicons = 'node_modules/@vscode/codicons/dist';
  await Promise.all([
    ...['codicon.css', 'codicon.ttf'].map((name) => cp(path.join(codicons, name), path.join(folder, name))),
    build({
      ...webOptions,
      format: 'esm',
      entryPoints: ['webview/graph/main.tsx'],
      outfile: path.join(folder, 'graph.js'),
    }),
    build({
      ...webOptions,
      format: 'esm',
      entryPoints: ['webview/output/main.tsx'],
      outfile: path.join(folder, 'output.js'),
    }),
    build({
      ...webOptions,
      format: 'iife',
      entryPoints: ['webview/dev/fake-host.ts'],
      outfile: path.join(folder, 'fake-host.js'),
    }),
    build({ entryPoints: ['webview/dev/page.ts'], format: 'esm', outfile: path.join(folder, 'page.mjs') }),
  ]);
  return import(pathToFileURL(path.join(folder, 'page.mjs')).href);
}

async function serve() {
  const types = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };
  const listener = createServer((request, response) => {
    const name = path.basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (name.endsWith('.html')) {
      const { html, policy } = previewPage(path.basename(name, '.html'), randomBytes(16).toString('base64url'));
      response.setHeader('content-security-policy', policy);
      response.setHeader('content-type', 'text/html');
      response.end(html);
      return;
    }
    readFile(path.join(folder, name)).then(
      (content) => {
        response.setHeader('content-type', types[path.extname(name)] ?? 'application/octet-stream');
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return { server: listener, origin: `http://127.0.0.1:${listener.address().port}` };
}

async function takeScreenshots() {
  await mkdir(values.out, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
  const editor = { width: 1100, height: 520 };
  const panel = { width: 1200, height: 250 };
  const narrow = { width: 400, height: 320 };
  const tab = (name) => (page) => page.getByRole('tab', { name }).click();
  const shots = [
    ...['done', 'running', 'failed', 'stale', 'empty', 'broken', 'long', 'hostile', 'large'].map((scenario) => ({
      view: 'graph',
      scenario,
      size: editor,
    })),
    { view: 'graph', scenario: 'running', size: { width: 400, height: 400 }, name: 'narrow' },
    { view: 'graph', scenario: 'done', size: editor, name: 'resized', act: makeSmaller },
    ...['table', 'running', 'again', 'failed', 'never', 'untrusted', 'none', 'hostile', 'wide'].map((scenario) => ({
      view: 'output',
      scenario,
      size: panel,
    })),
    ...[
      'condition',
      'condition-above',
      'upstream-failed',
      'reused',
      'retried',
      'retried-again',
      'sensor',
      'is-condition',
    ].map((scenario) => ({ view: 'output', scenario, size: panel })),
    ...['children', 'children-failed', 'children-running', 'no-children'].map((scenario) => ({
      view: 'output',
      scenario,
      size: panel,
    })),
    { view: 'output', scenario: 'children', size: panel, name: 'child', act: chooseChild },
    { view: 'output', scenario: 'children-failed', size: panel, name: 'child-failed', act: chooseFailedChild },
    { view: 'output', scenario: 'children', size: panel, name: 'children-end', act: goToLastChild },
    { view: 'output', scenario: 'children-failed', size: narrow, name: 'children-narrow', act: chooseChild },
    { view: 'output', scenario: 'table', size: narrow, name: 'narrow' },
    { view: 'output', scenario: 'table', size: panel, name: 'sorted', act: sortAndScroll },
    { view: 'output', scenario: 'table', size: panel, name: 'profile', act: openProfile },
    { view: 'output', scenario: 'table', size: panel, name: 'charts', act: tab(/Charts/) },
    { view: 'output', scenario: 'charts', size: { width: 1200, height: 640 }, name: 'all-charts', act: tab(/Charts/) },
    { view: 'output', scenario: 'model', size: { width: 1200, height: 420 } },
    { view: 'output', scenario: 'model', size: narrow, name: 'model-narrow' },
    { view: 'output', scenario: 'table', size: panel, name: 'log', act: tab(/Log/) },
    { view: 'output', scenario: 'table', size: panel, name: 'preview', act: tab(/features/) },
    { view: 'output', scenario: 'hostile', size: panel, name: 'terminal-log', act: tab(/Log/) },
    { view: 'output', scenario: 'hostile', size: panel, name: 'value', act: openValue },
    { view: 'output', scenario: 'wide', size: panel, name: 'wide-end', act: goToEnd },
  ];
  try {
    for (const theme of ['dark', 'light', 'high-contrast']) {
      for (const { view, scenario, size, name = scenario, act } of shots) {
        const file = `${view}-${name}-${theme}.png`;
        if (!file.includes(values.only)) continue;
        const page = await browser.newPage({ viewport: size });
        page.on('console', (message) => {
          if (message.type() !== 'info') console.log(`${file}: ${message.type()}: ${message.text()}`);
        });
        page.on('pageerror', (error) => console.log(`${file}: ${error.stack}`));
        await page.goto(`${origin}/${view}.html?theme=${theme}&scenario=${scenario}`);
        await page.locator('#root > *').first().waitFor();
        await page.waitForTimeout(500); // the drawing of charts and of fonts has no event
        if (act !== undefined) await act(page);
        await page.waitForTimeout(400);
        await page.screenshot({ path: path.join(values.out, file) });
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
  console.log(`Screenshots are in ${values.out}`);
}

async function sortAndScroll(page) {
  await page.getByText('trip_id', { exact: true }).click();
  await page.getByText('trip_id', { exact: true }).click();
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+End');
}

/** As the bottom panel does when it opens. */
async function makeSmaller(page) {
  await page.setViewportSize({ width: 1100, height: 260 });
}

/** The large text of the second row. */
async function openValue(page) {
  await page.getByRole('grid').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
}

/** By keys only: filter, first that matches. */
async function chooseChild(page) {
  await page.getByRole('textbox').fill('store_70');
  await page.keyboard.press('Enter');
}

async function chooseFailedChild(page) {
  await page.getByRole('button', { name: /failed$/ }).click();
  await page.getByRole('listbox').focus();
  for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
}

async function goToLastChild(page) {
  await page.getByRole('listbox').focus();
  await page.keyboard.press('End');
}

async function goToEnd(page) {
  await page.getByRole('grid').focus();
  for (const key of ['Control+ArrowRight', 'Control+End']) await page.keyboard.press(key);
}

async function openProfile(page) {
  await page.locator('[data-column="trip_distance"] .grid-summary').click();
}
